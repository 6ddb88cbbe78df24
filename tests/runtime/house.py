"""A supervisor that a test started, told from all others by a mark in its environment."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import psutil


class House:
    """A supervisor started by a test."""

    def __init__(self, mark: str, process: subprocess.Popen[str], output: Path) -> None:
        self.mark, self.process, self.output = mark, process, output

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_it_says(self, words: str, seconds: float = 30) -> str:
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None or words in self.said(), self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self.said()

    def ends(self, seconds: float = 20) -> int:
        return self.process.wait(seconds)

    def left_running(self, apart_from: str = "no such words") -> list[str]:
        """Command lines of processes that carry the mark, once those that are ending have had five seconds."""
        deadline = time.monotonic() + 5
        while (left := self._marked(apart_from)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left

    def _marked(self, apart_from: str) -> list[str]:
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get("OPPIVA_TEST_MARK") == self.mark
                command = " ".join(process.cmdline())
                if marked and process.status() != psutil.STATUS_ZOMBIE and apart_from not in command:
                    found.append(command)
            except psutil.Error:
                continue
        return found
