"""Facilities that have a work order were told the dates that stand on it."""

from django.db import migrations

FILL = """
    UPDATE workorders_workorder SET told_expected_on = expected_on, told_leave_on = leave_on
    WHERE sent_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0002_what_really_happened")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
