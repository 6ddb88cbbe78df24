"""The tutorial does what it says: its blocks are run in order in an empty folder, and what it shows is what comes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "tutorial" / "first-trial.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^\[+[\w.]+\]+$")


@dataclass
class Reader:
    """Someone who types each block of the page in turn, and edits `plan.toml` where the page shows lines of it."""

    folder: Path
    last: str = ""

    def read(self, kind: str, block: str) -> None:
        match kind:
            case "sh":
                self.last = self.type(block)
            case "toml":
                plan = self.folder / "plan.toml"
                plan.write_text(edited(plan.read_text("utf-8"), block), "utf-8")
            case "text":
                self.see(block)

    def type(self, block: str) -> str:
        """Both streams of a block that has to succeed."""
        commands = Path(sys.executable).parent
        environment = {**os.environ, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", block],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}"
        return done.stdout

    def see(self, block: str) -> None:
        """Each line shown stands in what the last command said, or in the plan that it wrote."""
        plan = self.folder / "plan.toml"
        seen = self.last + (plan.read_text("utf-8") if plan.exists() else "")
        lines = {plain(line) for line in seen.splitlines()}
        missing = [
            line for line in block.splitlines() if line.strip() and not any(plain(line) in said for said in lines)
        ]
        assert missing == [], f"not said:\n{missing}\nbut:\n{seen}"


def plain(text: str) -> str:
    """Without the difference between spaces that break and spaces that do not."""
    return " ".join(text.split())


def edited(plan: str, block: str) -> str:
    """The plan with the block's lines in its section: in the place of a line of that key, commented out or not."""
    section, *wanted = block.strip().splitlines()
    lines = plan.splitlines()
    if section not in lines:
        return "\n".join([*lines, "", section, *wanted, ""])
    begin = lines.index(section) + 1
    end = next((at for at in range(begin, len(lines)) if SECTION.match(lines[at])), len(lines))
    for line in wanted:
        key = line.partition(" = ")[0]
        place = next((at for at in range(begin, end) if re.match(rf"(# )?{key} = ", lines[at])), None)
        if place is None:
            lines.insert(begin, line)
            end += 1
        else:
            lines[place] = line
    return "\n".join([*lines, ""])


def test_the_tutorial_runs_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    blocks = FENCE.findall(PAGE.read_text("utf-8"))
    assert len(blocks) > 20
    for kind, block in blocks:
        reader.read(kind, block)


def test_a_line_that_the_page_shows_must_be_said(tmp_path: Path) -> None:
    reader = Reader(tmp_path, last="one line\n")
    reader.see("one line\n")
    with pytest.raises(AssertionError, match="another"):
        reader.see("another\n")


def test_an_edit_takes_the_place_of_a_commented_line_of_its_own_section() -> None:
    plan = '[measure]\n# name = "…"\n\n[[outcome]]\nname = "re78"\n'
    assert edited(plan, '[measure]\nname = "supported work"\n') == (
        '[measure]\nname = "supported work"\n\n[[outcome]]\nname = "re78"\n'
    )
