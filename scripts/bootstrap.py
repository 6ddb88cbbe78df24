"""Makes `.venv` from the hashed locks: `python3 scripts/bootstrap.py run` or `… test`.

Standard library only, and nothing newer than Python 3.6 in its grammar: on a Python that is too old it must
still parse, to say so in a sentence."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".lock-sha"
OLDEST, NEWEST = (3, 11), (3, 14)
LOCKS = {"run": ["uv", "build", "run"], "test": ["uv", "build", "run", "test"]}
# uv leaves bytecode out, and so do we: the first start compiles only what it imports.


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        stop("usage: python3 scripts/bootstrap.py run|test")
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(
            f"Oppiva needs Python {dotted(OLDEST)} to {dotted(NEWEST)}, and this is {dotted(sys.version_info[:2])}: "
            "name another, as in PYTHON=python3.12 make demo."
        )
    sys.stdout.reconfigure(errors="replace")
    began = time.time()
    make_environment()
    wanted = {name: fingerprint(name) for name in LOCKS}
    present = read_stamp()
    if present.get(kind) == wanted[kind]:
        return
    install(kind)
    present[kind] = wanted[kind]
    if kind == "test":  # holds everything that running needs
        present["run"] = wanted["run"]
    STAMP.write_text("".join(f"{name} {digest}\n" for name, digest in sorted(present.items())))
    say(f"installed in {time.time() - began:.1f} s")


def make_environment():
    """A virtual environment that works and is of a Python the locks are for."""
    if environment_works():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop("This Python cannot make virtual environments: apt-get install python3-venv, then try again.")
    began = time.time()
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=subprocess.DEVNULL) != 0:
        stop("The virtual environment could not be made (lines above): on Debian, apt-get install python3-venv.")
    say(f"made .venv with Python {dotted(sys.version_info[:2])} in {time.time() - began:.1f} s")


def environment_works():
    question = f"import pip, sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.call([str(PYTHON), "-c", question], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(kind):
    """uv from a hashed lock by pip, the rest from hashed locks by uv, and last the checkout itself."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    step("uv", [*pip, "--require-hashes", "--only-binary=:all:", "-r", lock("uv")])
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON), "--quiet", "--no-deps"]
    names = ["build", "test" if kind == "test" else "run"]  # the lock of the tests repeats that of running
    step("packages", [*uv, "--require-hashes", *(word for name in names for word in ("-r", lock(name)))])
    step("oppiva", [*uv, "--no-build-isolation", "--editable", "."])


def step(what, command):
    began = time.time()
    if subprocess.call(command, cwd=str(HERE), env=environment()) != 0:
        stop(f"Installing {what} failed (lines above): is there a way to PyPI? Try again; what is there is kept.")
    say(f"{what} in {time.time() - began:.1f} s")


def environment():
    """uv trusts what the machine trusts, and takes a mirror that pip was told of."""
    given = dict(os.environ)
    given.pop("VIRTUAL_ENV", None)
    given.setdefault("UV_SYSTEM_CERTS", "1")
    given.setdefault("UV_NO_CONFIG", "1")
    if "UV_DEFAULT_INDEX" not in given:
        mirror = given.get("PIP_INDEX_URL") or configured_mirror()
        if mirror:
            given["UV_DEFAULT_INDEX"] = mirror
    return given


def configured_mirror():
    question = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    asked = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return asked.stdout.decode().strip() if asked.returncode == 0 else ""


def lock(name):
    return f"requirements/{name}.txt"


def fingerprint(kind):
    """Of the locks, of what the package declares, of the Python and of the place (a moved checkout installs anew)."""
    seen = hashlib.sha256(os.fsencode(f"{HERE}\n{PYTHON.resolve()}\n"))
    for path in ["pyproject.toml", *map(lock, LOCKS[kind])]:
        seen.update((HERE / path).read_bytes())
    return seen.hexdigest()


def read_stamp():
    try:
        return dict(line.split() for line in STAMP.read_text().splitlines())
    except (OSError, ValueError):
        return {}


def dotted(version):
    return ".".join(map(str, version))


def say(words):
    sys.stdout.write(f"{'install':>8} │ {words}\n")
    sys.stdout.flush()


def stop(sentence):
    sys.stderr.write(f"oppiva: {sentence}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
