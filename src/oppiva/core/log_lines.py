"""Lines of the log: what happened and where in the program, and nothing of what people wrote or who they are.

The words of an exception may repeat a cell, a form's field or a row of the database, so of an exception only its kind
and its place are told. What is left of addresses and codes in a message is struck out.
"""

from __future__ import annotations

import logging
import re
import traceback

from oppiva.impact.data.identifiers import EMAIL, IDENTITY_CODE

ONE_TIME_LINK = re.compile(r"(/from-link/)[^\s\"']+")
STRUCK_OUT = "…"


class QuietLine(logging.Formatter):
    """One line for a record, and one a frame where something broke."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [f"{record.levelname} {record.name}: {said(record.getMessage())}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += places_of(record.exc_info[1])
        return "\n".join(lines)


def said(text: str) -> str:
    """The text on one line, without e-mail addresses, identity codes and one-time links."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    line = ONE_TIME_LINK.sub(rf"\1{STRUCK_OUT}", line)
    return EMAIL.sub(STRUCK_OUT, IDENTITY_CODE.sub(STRUCK_OUT, line))


def places_of(error: BaseException) -> list[str]:
    """Kind and frames of an exception and of those that led to it, the first cause first; no words of theirs."""
    chain: list[BaseException] = []
    found: BaseException | None = error
    while found is not None and found not in chain:
        chain.append(found)
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    lines = []
    for one in reversed(chain):
        for frame in traceback.extract_tb(one.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
        lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
    return lines
