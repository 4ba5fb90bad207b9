from django.db import migrations

from sostocked.foundation.rules.text import folded


BATCH = 1000


def key_again(apps, schema_editor):
    """Dashes and quotes that read alike have one key now. Of two SKUs that do, the later one is marked.

    Every text stays as it is written.
    """
    model = apps.get_model("inventory", "Product")
    rows = list(model.objects.order_by("organization_id", "pk"))
    moved = [row for row in rows if (folded(row.sku), folded(row.title)) != (row.sku_key, row.title_key)]
    again = {row.pk for row in moved if folded(row.sku) != row.sku_key}
    taken = {(row.organization_id, row.sku_key) for row in rows if row.pk not in again}
    for row in moved:
        row.sku_key, row.title_key = folded(row.sku), folded(row.title)
        if row.pk in again:
            row.sku_to_mend = row.sku_to_mend or (row.organization_id, row.sku_key) in taken
            taken.add((row.organization_id, row.sku_key))
    model.objects.bulk_update(moved, ["sku_key", "title_key", "sku_to_mend"], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [('inventory', '0005_codes_by_key_costs_in_their_currency')]

    operations = [migrations.RunPython(key_again, migrations.RunPython.noop)]
