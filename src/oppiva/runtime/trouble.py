"""What cannot go on, in one sentence that a person can act on."""


class RuntimeTrouble(Exception):
    """Raised with one clear sentence; the command line prints it without a traceback and ends with status 1."""
