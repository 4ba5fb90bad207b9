"""The last step of an upgrade, when no program of the release before is running any more."""

from django.core.management.base import BaseCommand

from sostocked.site.upgrade import finish


class Command(BaseCommand):
    """Harmless when repeated."""

    help = "Mend what the release before wrote while both were running."

    def handle(self, *args, **options):
        mended = finish()
        self.stdout.write(
            f"Folded {mended.keys} names and codes; {mended.documents} documents keep what they say."
        )
