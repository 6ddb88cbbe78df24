"""Sphinx settings: Markdown pages, nothing from outside, warnings are errors (`make docs`)."""

from oppiva import __version__

project = "Oppiva"
author = "The Oppiva authors"
copyright = "2026, The Oppiva authors"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Pilots that can be learned from", "show_powered_by": False}
html_show_sourcelink = False
myst_heading_anchors = 3
