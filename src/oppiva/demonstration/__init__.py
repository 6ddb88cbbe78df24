"""The cast and the stories that `make demo` loads, used by tests too."""
