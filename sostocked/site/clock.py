"""Beat's visits to the whole house."""

from celery import shared_task

from sostocked.site.housekeeping.services import tidy_up


@shared_task(name="sostocked.site.clock.tidy_up_at_night")
def tidy_up_at_night() -> dict[str, int]:
    """Take away what nobody can use any more."""
    return tidy_up()
