"""Every comparison, one after the other."""

from __future__ import annotations

from benchmarks import clustered, randomisation
from benchmarks.timing import machine

print(machine())
for task in (randomisation, clustered):
    task.run()
