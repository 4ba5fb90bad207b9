from celery import signals
from django.apps import AppConfig
from django.conf import settings


class HealthConfig(AppConfig):
    name = "sostocked.site.health"
    label = "health"

    def ready(self) -> None:
        """Follow the jobs of the queue; report faults where an address is given."""
        from sostocked.site.health import job_counts, request_ids  # noqa: PLC0415 (the queue's app is made by now)

        job_counts.follow_jobs()
        request_ids.follow()
        # A receiver keeps Celery from putting its own log in place of ours.
        signals.setup_logging.connect(_keep_our_log, dispatch_uid="keep our log")
        if settings.SENTRY_DSN:
            from sostocked.site.health import fault_reports  # noqa: PLC0415 (not loaded where it is not wanted)

            fault_reports.start(settings.SENTRY_DSN, environment="demo" if settings.DEMO else "site")


def _keep_our_log(**_: object) -> None:
    """Django has set it up from the settings."""
