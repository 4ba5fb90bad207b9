"""Beat's visits to the map."""

from leadtimes import clock


def test_a_job_that_a_killed_worker_left_is_looked_for_within_seconds(settings):
    """A worker needs a few to start again: twenty in all are promised (docs/reliability.md)."""
    visit = settings.CELERY_BEAT_SCHEDULE["go on with dating orders again"]
    assert visit["task"] == clock.sweep.name
    assert visit["schedule"] + clock.STALE_AFTER.total_seconds() <= 12
    assert visit["options"]["expires"] <= visit["schedule"]
