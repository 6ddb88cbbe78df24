"""`oppiva study`: write, check and run the plan of a study from files. No Django settings, no database, no network."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import click

from oppiva.cli.study_text import checked_text, result_text
from oppiva.impact.errors import PlanRefusal, Refusal, message
from oppiva.impact.plan.model import Plan
from oppiva.impact.result import Result
from oppiva.impact.text import LANGUAGES, Language, Text

Command = TypeVar("Command", bound=Callable[..., Any])
BAD_INPUT = 2
LONGEST_NUMBER = 6
"""Digits of a sheet's number; what is longer is a name."""
DATA_HELP = "CSV, XLSX, Parquet, SPSS (.sav) or Stata (.dta)."


def language_of_environment() -> Language:
    """fi or sv where LC_ALL, LC_MESSAGES or LANG says so, else en: for what is said before a plan is read."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return next((language for language in LANGUAGES if value.lower().startswith(language)), "en")
    return "en"


class Speaker:
    """The language that messages are in: the one asked for, else the plan's once it is read, else the environment's."""

    def __init__(self, asked: Language | None) -> None:
        self.asked = asked
        self.language: Language = asked or language_of_environment()
        self.hint: Text | None = None
        """Said after a refusal that names a key of [data], where there is no plan to set it in yet."""

    def has_read(self, plan: Plan) -> None:
        self.language = self.asked or plan.language


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """A command that ends with status 2 and one sentence on standard error where its input cannot be used."""

    @functools.wraps(command)
    def wrapped(language: Language | None, **options: Any) -> None:
        speaker = Speaker(language)
        try:
            command(speaker, **options)
        except Refusal as refusal:
            click.echo(refusal.text.in_(speaker.language), err=True)
            if speaker.hint is not None and "[data]" in refusal.text.en:
                click.echo(speaker.hint.in_(speaker.language), err=True)
            sys.exit(BAD_INPUT)

    return wrapped


def with_data(command: Command) -> Command:
    """The options that every subcommand has."""
    data = click.option("--data", "data", required=True, type=click.Path(path_type=Path), help=DATA_HELP)
    language = click.option(
        "--language", type=click.Choice(LANGUAGES), help="Language of what is said. Default: the plan's."
    )
    return data(language(command))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def study() -> None:
    """Write, check and run the plan of a study from a file. No database is needed.

    \b
      oppiva study new --data people.csv > plan.toml
      oppiva study check plan.toml --data people.csv
      oppiva study run plan.toml --data people.csv --out result --language en

    Exit status: 0 done; 2 the plan, the file or a command line cannot be used (one sentence says why).
    """


@study.command()
@with_data
@click.option("--delimiter", type=click.Choice(["auto", ",", ";", "tab"]), default="auto", help="CSV only.")
@click.option("--decimal", type=click.Choice(["auto", ".", ","]), default="auto", help="Decimal sign.")
@click.option("--encoding", default="auto", help="CSV only; auto knows UTF-8 and Windows-1252.")
@click.option("--sheet", default="1", help="XLSX only: number or name of the sheet.")
@click.option("--header-row", type=click.IntRange(1, 1000), default=1, help="Row that the columns' names stand in.")
@refusing
def new(speaker: Speaker, data: Path, delimiter: Any, decimal: Any, encoding: str, sheet: str, header_row: int) -> None:
    """Write a commented plan from the columns of a file to standard output.

    Arm, control value and outcome are guessed from the names of the columns; look at every line.
    """
    from oppiva.impact.data.read import read_table
    from oppiva.impact.plan.draft import draft_plan
    from oppiva.impact.plan.read import data_spec

    speaker.hint = message("study_new_options")
    spec = data_spec(
        {
            "delimiter": delimiter,
            "decimal": decimal,
            "encoding": encoding,
            "sheet": int(sheet) if sheet.isdecimal() and len(sheet) <= LONGEST_NUMBER else sheet,
            "header_row": header_row,
        }
    )
    table = read_table(data, spec)
    sys.stdout.buffer.write(draft_plan(table, language=speaker.language, spec=spec).encode())
    sys.stdout.flush()


@study.command()
@click.argument("plan", type=click.Path(path_type=Path))
@with_data
@refusing
def check(speaker: Speaker, plan: Path, data: Path) -> None:
    """Say what would run, or what is wrong and where. Nothing is computed by arm."""
    from oppiva.impact.data.prepare import prepare
    from oppiva.impact.data.read import read_table
    from oppiva.impact.estimate.flow import flow_rows
    from oppiva.impact.plan.read import read_plan

    read = read_plan(plan)
    speaker.has_read(read)
    table = read_table(data, read.data)
    sample = prepare(read, table)
    flow_rows(sample, read.flow)
    click.echo(checked_text(read, table, sample, speaker.language))


@study.command()
@click.argument("plan", type=click.Path(path_type=Path))
@with_data
@click.option("--out", type=click.Path(path_type=Path), help="Folder for result.json, report.html and report.pdf.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, and nothing else.")
@click.option("--release", is_flag=True, help="Hold back counts below 5, so that the result may leave the room.")
@refusing
def run(speaker: Speaker, plan: Path, data: Path, out: Path | None, as_json: bool, release: bool) -> None:
    """Run a plan on a file: the sentence that the design allows, the estimates, the warnings."""
    from oppiva.impact.data.read import read_table
    from oppiva.impact.disclosure import released
    from oppiva.impact.plan.read import read_plan
    from oppiva.impact.run import run_plan

    read = read_plan(plan)
    speaker.has_read(read)
    result = run_plan(read, read_table(data, read.data))
    if release:
        result = released(result)
    written = write_result(result, read, out, speaker.language) if out else ()
    if as_json:
        click.echo(json_of(result))
    else:
        click.echo(result_text(read, result, speaker.language))
    if out:
        told = message("study_written", folder=out, files=", ".join(written)).in_(speaker.language)
        click.echo(told if as_json else f"\n{told}", err=as_json)


def json_of(result: Result) -> str:
    """The result as one JSON object; a number that does not exist is null."""
    return json.dumps(result.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def write_result(result: Result, plan: Plan, folder: Path, language: Language) -> tuple[str, ...]:
    """Write result.json, report.html and report.pdf into `folder`, made if need be; returns their names.

    They are written whole beside one another first and then put in place, so that a run that fails leaves no half
    file and what an earlier run left there. Raises PlanRefusal where the folder cannot be written to.
    """
    from oppiva.publishing.report.write import write_report

    names = ("result.json", "report.html", "report.pdf")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".oppiva-", dir=folder) as temporary:
            written = Path(temporary)
            (written / names[0]).write_text(json_of(result) + "\n", "utf-8")
            write_report(result, plan, written, language)
            for name in names:
                (written / name).replace(folder / name)
    except OSError as error:
        raise PlanRefusal("study_out", folder=folder) from error
    return names
