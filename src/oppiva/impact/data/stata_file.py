"""Stata (.dta)."""

from __future__ import annotations

from oppiva.impact.data.raw import Raw
from oppiva.impact.data.readstat import read_labelled


def read_stata(content: bytes) -> Raw:
    """The observations of a Stata file with value and column labels. Raises DataRefusal as `read_labelled`."""
    from pyreadstat import read_dta

    return read_labelled(read_dta, content, "Stata")
