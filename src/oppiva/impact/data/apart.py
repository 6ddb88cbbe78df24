"""Looking at a file in a process of its own, with bounds on memory and time.

The libraries that read binary formats are written in C: a broken or hostile file can end the process that reads it
(pyreadstat does, for some damaged SPSS files) or make it swell without end. Whoever takes files from others looks at
them here first, so that only the look is lost and not the server. It guards against accidents and exhaustion; it is no
sandbox.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from oppiva.impact.data.profile import ColumnProfile, profile
from oppiva.impact.data.read import file_format, read_bytes
from oppiva.impact.errors import DataRefusal, Refusal
from oppiva.impact.plan.model import DataSpec
from oppiva.impact.text import Text

LONGEST = 120
"""Seconds of the clock and of the processor."""
MOST_MEMORY = 4 << 30
"""Bytes of address space."""
READ_IN_THIS_PROCESS = frozenset({"csv"})
"""Read by Python alone, in proportion to their size."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file holds, without its rows."""

    n_rows: int
    columns: tuple[ColumnProfile, ...]


def look_at(
    name: str,
    content: bytes,
    spec: DataSpec | None = None,
    *,
    temporary_codes_allowed: bool = False,
    longest: int = LONGEST,
    most_memory: int = MOST_MEMORY,
) -> Looked:
    """Reads the bytes of a file called `name` as `read_bytes` does, and forgets the rows.

    Raises DataRefusal as `read_bytes`, and where reading takes more than `longest` seconds or `most_memory` bytes, or
    ends the process that reads.
    """
    spec = spec or DataSpec()
    if not content or file_format(name, content) in READ_IN_THIS_PROCESS:
        table = read_bytes(name, content, spec, temporary_codes_allowed=temporary_codes_allowed)
        return Looked(table.n_rows, profile(table))
    asked = {
        "name": name,
        "content": base64.b64encode(content).decode("ascii"),
        "spec": asdict(spec),
        "temporary_codes_allowed": temporary_codes_allowed,
        "longest": longest,
        "most_memory": most_memory,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "oppiva.impact.data.apart"],
            input=json.dumps(asked).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's last words may repeat a row
            timeout=longest,
            check=True,
        )
        said = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise DataRefusal("file_unreadable_in_bounds") from error
    if "refused" in said:
        raise refusal_from(said["refused"])
    return Looked(said["n_rows"], tuple(ColumnProfile(**column) for column in said["columns"]))


def refusal_from(said: Mapping[str, Any]) -> DataRefusal:
    """A refusal that was said in another process."""
    refusal = DataRefusal("file_unreadable_in_bounds")
    refusal.code, refusal.text = said["code"], Text(**said["text"])
    refusal.args = (refusal.text.en,)
    return refusal


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the process of its own says to what it was asked."""
    spec = DataSpec(**{**asked["spec"], "categorical": tuple(asked["spec"]["categorical"])})
    try:
        table = read_bytes(
            asked["name"],
            base64.b64decode(asked["content"]),
            spec,
            temporary_codes_allowed=asked["temporary_codes_allowed"],
        )
        return {"n_rows": table.n_rows, "columns": [asdict(column) for column in profile(table)]}
    except Refusal as refusal:
        return {"refused": {"code": refusal.code, "text": refusal.text.to_dict()}}


def _bound(longest: int, most_memory: int) -> None:
    try:
        import resource
    except ImportError:  # no such bounds outside Unix; the clock is still kept by the caller
        return
    for what, most in (
        (resource.RLIMIT_AS, most_memory),
        (resource.RLIMIT_CPU, longest),
        (resource.RLIMIT_CORE, 0),  # a core file would hold the rows
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Reads the question from standard input and writes the answer to standard output."""
    asked = json.loads(sys.stdin.buffer.read())
    _bound(asked["longest"], asked["most_memory"])
    sys.stdout.write(json.dumps(answer(asked)))


if __name__ == "__main__":
    main()
