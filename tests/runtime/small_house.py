"""A small house for the supervisor: the real database, a step that writes a row, a web server and a worker of
the standard library. Run as `python small_house.py HOME PORT [web status] [step status]`."""

import sys
from pathlib import Path

from oppiva.runtime.supervisor import Service, Startup, Step, run

STEP = """
import os, sys, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS start (at timestamptz DEFAULT now())")
    connection.execute("INSERT INTO start DEFAULT VALUES")
    print("starts", connection.execute("SELECT count(*), current_user FROM start").fetchone())
sys.exit(int(sys.argv[1]))
"""
WEB = """
import http.server, os, sys, threading
port, status = int(sys.argv[1]), int(sys.argv[2])
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler)
if status:
    threading.Timer(1, lambda: os._exit(status)).start()
server.serve_forever()
"""
WORKER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])   # a grandchild must go too
print("works", flush=True)
time.sleep(600)
"""


def main(home: str, port: str, web_status: str = "0", step_status: str = "0") -> int:
    python = (sys.executable, "-c")
    return run(
        Startup(
            home=Path(home),
            host="127.0.0.1",
            port=int(port),
            steps=(Step("step", (*python, STEP, step_status), as_owner=True, say_at_end=True),),
            services=(Service("web", (*python, WEB, port, web_status)), Service("worker", (*python, WORKER))),
        )
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
