"""Pure statistics: plan in, result out. No Django, no database, no web.

The house rule of this wing is that nothing here imports another wing of Oppiva: the same
functions serve the terminal, a notebook, the pages and the reports.
"""
