"""The command `oppiva`. Subcommands are imported when they are called, so that `--help` is quick
and `oppiva study` needs neither Django nor a database."""

from __future__ import annotations

from importlib import import_module

import click

from oppiva import __version__

SUBCOMMANDS = {
    "study": ("oppiva.cli.study", "Write, check and run the plan of a study from a file. No database."),
    "demo": ("oppiva.cli.server", "Start Oppiva with its demonstration on this machine."),
    "serve": ("oppiva.cli.server", "Start Oppiva: database, web server and background worker."),
    "worker": ("oppiva.cli.server", "Run one background worker against the database of DATABASE_URL."),
    "manage": ("oppiva.cli.server", "Run a management command of the web application (migrate, createsuperuser, …)."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and one-line helps without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        module, _ = SUBCOMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in SUBCOMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="oppiva")
def main() -> None:
    """Oppiva: run a pilot of a public employment service so that it can be evaluated.

    To evaluate a trial of your own file, nothing else is needed:

    \b
      oppiva study new --data people.csv > plan.toml     writes a plan with comments from the file's columns
      oppiva study check plan.toml --data people.csv     says what would run, or what is wrong and where
      oppiva study run plan.toml --data people.csv --out result --language en

    To see the whole of it, with pilots, studies and people who can sign in: oppiva demo
    """
