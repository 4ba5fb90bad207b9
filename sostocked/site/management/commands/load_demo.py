"""Fill an empty database with the demo world."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sostocked.foundation.people.models import Organization
from sostocked.site.demo.people import PASSWORD, PEOPLE
from sostocked.site.demo.world import build


class Command(BaseCommand):
    """`load_demo` builds the world where there is none; `load_demo --logins` only says who may sign in."""

    help = "Load the demo world into an empty database (demo mode only)."
    requires_system_checks = []  # what it prints is shown to people; `migrate` has checked just before

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="print the demo logins and change nothing")

    def handle(self, *args, logins=False, **options):
        if not settings.DEMO:
            raise CommandError(
                "This is not demo mode. The demo's passwords are public, so nothing is loaded."
            )
        if logins:
            self.stdout.write("\n".join(_logins()))
        elif Organization.objects.exists():
            self.stdout.write("There are organizations already; the demo world was left alone.")
        else:
            self.stdout.write(f"Loaded the demo world: {build()}.")


def _logins() -> list[str]:
    width = max(len(person.email) for person in PEOPLE)
    lines = [f"{person.email:<{width}}  {person.role}, {person.organization}" for person in PEOPLE]
    return [*lines, f"Password of all of them: {PASSWORD}"]
