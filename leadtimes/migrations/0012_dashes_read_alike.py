from django.db import migrations

from sostocked.foundation.rules.text import folded


BATCH = 1000


def key_again(apps, schema_editor):
    """Dashes and quotes that read alike have one key now. Of two names that do, the later one is marked.

    Every name stays as it is written.
    """
    for name in ("Facility", "LeadTime"):
        model = apps.get_model("leadtimes", name)
        rows = list(model.objects.order_by("organization_id", "pk").only("organization_id", "name", "name_key"))
        moved = [row for row in rows if folded(row.name) != row.name_key]
        again = {row.pk for row in moved}
        taken = {(row.organization_id, row.name_key) for row in rows if row.pk not in again}
        for row in moved:
            row.name_key = folded(row.name)
            row.name_to_mend = row.name_to_mend or (row.organization_id, row.name_key) in taken
            taken.add((row.organization_id, row.name_key))
        model.objects.bulk_update(moved, ["name_key", "name_to_mend"], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [('leadtimes', '0011_names_compared_by_key')]

    operations = [migrations.RunPython(key_again, migrations.RunPython.noop)]
