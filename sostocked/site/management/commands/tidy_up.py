"""`manage.py tidy_up`: what beat does each night, now."""

from typing import Any

from django.core.management.base import BaseCommand

from sostocked.site.housekeeping.services import tidy_up


class Command(BaseCommand):
    help = "Takes away what nobody can use any more: sessions, words of delivered mail, ended invitations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many rows of each kind went."""
        for what, count in tidy_up().items():
            self.stdout.write(f"{count:>8,}  {what}")
