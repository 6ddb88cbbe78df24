"""How the web application is put together: settings, the entry point of the web server."""
