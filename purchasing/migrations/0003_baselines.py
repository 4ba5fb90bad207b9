"""Orders placed before this release were to be available when their last leg ends as placed."""

from django.db import migrations

FILL = """
    UPDATE purchasing_purchaseorder o SET baseline_available_on = last.ends_on
    FROM (SELECT DISTINCT ON (order_id) order_id, baseline_ends_on AS ends_on
          FROM purchasing_orderleg ORDER BY order_id, position DESC) last
    WHERE last.order_id = o.id AND last.ends_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0002_what_really_happened")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
