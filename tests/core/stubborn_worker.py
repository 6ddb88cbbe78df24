"""A real worker with one task that never looks up. Run with DATABASE_URL; it says `started` when the task runs."""

import sys
import time

import django

django.setup()

from procrastinate.contrib.django import procrastinate_app  # noqa: E402

from oppiva.core.background import run_worker  # noqa: E402


@procrastinate_app.current_app.task(name="tests.stubborn")
def stubborn() -> None:
    sys.stdout.write("started\n")
    sys.stdout.flush()
    time.sleep(120)


run_worker()
