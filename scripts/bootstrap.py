"""Makes `.venv` from the hashed locks: `python3 scripts/bootstrap.py run` or `… test`.

Standard library only. It must parse on Pythons that are far too old, to say so in a sentence: no newer syntax here."""

import hashlib
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".lock-sha")
OLDEST, NEWEST = (3, 11), (3, 14)
LOCKS = {"run": ["uv", "build", "run"], "test": ["uv", "build", "run", "test"]}
# uv leaves bytecode out, and so do we: the first start compiles only what it imports.


def main():
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in LOCKS:
        stop("usage: python3 scripts/bootstrap.py run|test")
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        stop(
            "Oppiva needs Python %d.%d to %d.%d, and this is %d.%d: name another with PYTHON=python%d.%d make demo."
            % (OLDEST + NEWEST + tuple(sys.version_info[:2]) + (3, 12))
        )
    sys.stdout.reconfigure(errors="replace")
    began = time.time()
    make_environment()
    wanted = dict((name, fingerprint(name)) for name in LOCKS)
    present = read_stamp()
    if present.get(kind) == wanted[kind]:
        return
    install(kind)
    present[kind] = wanted[kind]
    if kind == "test":  # holds everything that running needs
        present["run"] = wanted["run"]
    with open(STAMP, "w") as stamp:
        stamp.write("".join("%s %s\n" % item for item in sorted(present.items())))
    say("installed in %.1f s" % (time.time() - began))


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
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.DEVNULL) != 0:
        stop("The virtual environment could not be made (lines above): on Debian, apt-get install python3-venv.")
    say("made .venv with Python %d.%d in %.1f s" % (tuple(sys.version_info[:2]) + (time.time() - began,)))


def environment_works():
    question = "import pip, sys; sys.exit(not %r <= sys.version_info[:2] <= %r)" % (OLDEST, NEWEST)
    try:
        return subprocess.call([PYTHON, "-c", question], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(kind):
    """uv from a hashed lock by pip, the rest from hashed locks by uv, and last the checkout itself."""
    lock = os.path.join("requirements", "uv.txt")
    step("uv", [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:",
                "--disable-pip-version-check", "-r", lock])  # fmt: skip
    uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "--python", PYTHON, "--quiet"]
    locks = []
    for name in LOCKS[kind][1:]:
        if not (name == "run" and kind == "test"):  # the test lock repeats it
            locks += ["-r", os.path.join("requirements", name + ".txt")]
    step("packages", uv + ["--require-hashes", "--no-deps"] + locks)
    step("oppiva", uv + ["--no-deps", "--no-build-isolation", "--editable", "."])


def step(what, command):
    began = time.time()
    status = subprocess.call(command, cwd=HERE, env=environment())
    if status != 0:
        stop("Installing %s failed (lines above): is there a way to PyPI? Try again; what is there is kept." % what)
    say("%s in %.1f s" % (what, time.time() - began))


def environment():
    """uv trusts what the machine trusts, and takes a mirror that pip was told of."""
    given = dict(os.environ)
    given.pop("VIRTUAL_ENV", None)
    given.setdefault("UV_SYSTEM_CERTS", "1")
    given.setdefault("UV_NO_CONFIG", "1")
    given.setdefault("UV_LINK_MODE", "copy" if os.name == "nt" else "hardlink")
    if "PIP_INDEX_URL" in given:
        given.setdefault("UV_DEFAULT_INDEX", given["PIP_INDEX_URL"])
    elif "UV_DEFAULT_INDEX" not in given:
        asked = subprocess.run([PYTHON, "-m", "pip", "config", "get", "global.index-url"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
        if asked.returncode == 0 and asked.stdout.strip():
            given["UV_DEFAULT_INDEX"] = asked.stdout.decode().strip()
    return given


def fingerprint(kind):
    """Of the locks, of what the package declares, of the Python and of the place (a moved checkout installs anew)."""
    seen = hashlib.sha256(("%s\n%s\n" % (HERE, os.path.realpath(PYTHON))).encode("utf-8", "surrogateescape"))
    for path in ["pyproject.toml"] + [os.path.join("requirements", name + ".txt") for name in LOCKS[kind]]:
        with open(os.path.join(HERE, path), "rb") as file:
            seen.update(file.read())
    return seen.hexdigest()


def read_stamp():
    try:
        with open(STAMP) as stamp:
            return dict(line.split() for line in stamp)
    except (OSError, ValueError):
        return {}


def say(words):
    sys.stdout.write("%8s │ %s\n" % ("install", words))
    sys.stdout.flush()


def stop(sentence):
    sys.stderr.write("oppiva: %s\n" % sentence)
    sys.exit(1)


if __name__ == "__main__":
    main()
