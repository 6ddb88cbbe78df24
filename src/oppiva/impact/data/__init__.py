"""Tables in: files as offices export them, and data frames from a notebook."""
