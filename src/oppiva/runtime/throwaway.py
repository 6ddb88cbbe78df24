"""A cluster for tests: quick, on no port, and gone afterwards."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from oppiva.runtime.cluster import Cluster


@contextlib.contextmanager
def throwaway_cluster(max_connections: int = 200) -> Iterator[Cluster]:
    """A running cluster in a temporary folder that a power cut may spoil; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="oppiva-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # so that the account PostgreSQL runs as under root can enter
        cluster = Cluster(Path(folder), durable=False, max_connections=max_connections)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
