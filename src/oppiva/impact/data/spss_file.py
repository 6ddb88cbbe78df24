"""SPSS (.sav, .zsav)."""

from __future__ import annotations

from oppiva.impact.data.raw import Raw
from oppiva.impact.data.readstat import read_labelled


def read_spss(content: bytes) -> Raw:
    """The cases of an SPSS file with value and column labels. Raises DataRefusal as `read_labelled`."""
    from pyreadstat import read_sav

    return read_labelled(read_sav, content, "SPSS")
