"""The report of a study: one tree of frozen values, drawn as a page, a file and a tagged PDF.

`build_report` makes the tree from a plan, its result and what the web knows of the study; `html`, `pdf` and `write`
draw it. Nothing here needs a database or Django's settings, so the terminal writes the same report as the page.
"""
