"""What a start does to the database, in one process: migrations, then the rights of the application role,
and a look that a server which is not the demonstration holds none of its accounts."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from oppiva.core.demonstration import DemonstrationPresent, refuse_demonstration_accounts
from oppiva.core.roles import grant_application_role


class Command(BaseCommand):
    help = "Migrates as the owner of the database and gives the application role its rights."
    requires_system_checks: list[str] = []  # they import every page: `make test` runs them, a start need not

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--application-role", help="the role of web server and worker (none: the owner works itself)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            call_command("migrate", verbosity=max(0, options["verbosity"] - 1), interactive=False)
            if role := options["application_role"]:
                grant_application_role(connection, role)
            refuse_demonstration_accounts()
        except DemonstrationPresent as trouble:
            raise CommandError(str(trouble)) from None
        except DatabaseError as error:
            if "permission denied" in str(error) or "must be owner" in str(error):
                raise CommandError(
                    f"The role of this address may not migrate ({str(error).splitlines()[0]}): "
                    "give the owner's address in DATABASE_OWNER_URL."
                ) from None
            raise
