"""Let the site's own role into the tables that the owner has made."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sostocked.foundation.records.errors import Refused
from sostocked.foundation.records.site_role import grant

ONE_ROLE = """
The site signs in to the database as the owner of its tables: whoever can write SQL there can rewrite history.
Give it a role of its own: DATABASE_URL with that role, DATABASE_OWNER_URL with the owner (docs/running.md).
""".strip()


class Command(BaseCommand):
    """Run after every `migrate`. Makes the role of DATABASE_URL where it is missing; harmless when repeated."""

    help = "Grant the role of DATABASE_URL what the site needs, and nothing that changes history."
    requires_system_checks = []  # what it prints is shown to people; `migrate` has checked just before

    def handle(self, *args: Any, **options: Any) -> None:
        site, owner = settings.SITE_DATABASE, settings.DATABASES["default"]
        if site["USER"] == owner["USER"]:
            self.stdout.write(self.style.WARNING(ONE_ROLE))
            return
        try:
            grant(site["USER"], site["PASSWORD"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The site works as {site['USER']}, which cannot change history.")
