"""Let the code of the release before this one go on working while servers are replaced one by one.

It knows nothing of the columns that came since, so the database fills them, and it reads two of them by the names they
had. Tables of every storey are concerned, hence the roof. All of it is quick: defaults touch no row, a new column is a
line in the catalogue, and only work orders whose leg has gone are written. A later release takes the old names away.
"""

from django.db import migrations

DEFAULTS = {
    "people_organization": {"units": "'metric'"},
    "people_calendarfeed": {"said": "'{}'"},
    # A name or code that was never folded is outside the constraints until `finish_upgrade` has folded it.
    "leadtimes_facility": {"name_key": "''", "name_to_mend": "true"},
    "leadtimes_leadtime": {"name_key": "''", "name_to_mend": "true"},
    "leadtimes_redating": {"kind": "''", "by_kind": "'{}'", "reason": "''"},
    "inventory_product": {
        "sku_key": "''",
        "title_key": "''",
        "sku_to_mend": "true",
        "fnsku_to_mend": "true",
        "upc_to_mend": "true",
        "last_cost_currency": "''",
    },
    "purchasing_purchaseorder": {"lead_time_as_said": "''", "supplier_as_said": "''"},
    "workorders_workorder": {"version": "1"},
}

RENAMED = [
    ("leadtimes_redating", "desk", "kind", "varchar(30) DEFAULT ''"),
    ("leadtimes_redating", "by_desk", "by_kind", "jsonb DEFAULT '{}'"),
    ("workorders_workorder", "last_way", "former_legs", "jsonb"),
]

# Whoever writes by either name, both say the same. What an old program inserts says its own default by the new name.
BOTH_NAMES = """
    ALTER TABLE {table} ADD COLUMN {old} {type};
    ALTER TABLE {table} DISABLE TRIGGER USER;  -- not a change that history needs to know
    UPDATE {table} SET {old} = {new} WHERE {old} IS DISTINCT FROM {new};
    ALTER TABLE {table} ENABLE TRIGGER USER;
    CREATE FUNCTION {table}_{old}_as_before() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW.{old} IS DISTINCT FROM OLD.{old} THEN
                NEW.{new} := NEW.{old};
            END IF;
            NEW.{old} := NEW.{new};
            RETURN NEW;
        END;
    $$;
    CREATE TRIGGER {old}_as_before BEFORE INSERT OR UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_{old}_as_before();
"""
ONE_NAME = """
    DROP TRIGGER {old}_as_before ON {table};
    DROP FUNCTION {table}_{old}_as_before();
    ALTER TABLE {table} DROP COLUMN {old};
"""

# The release before knew one currency, that of the organization.
CURRENCY = """
    CREATE FUNCTION inventory_product_currency_as_before() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.last_cost_currency := (SELECT currency FROM people_organization WHERE id = NEW.organization_id);
            RETURN NEW;
        END;
    $$;
    CREATE TRIGGER currency_as_before BEFORE INSERT OR UPDATE ON inventory_product FOR EACH ROW
        WHEN (NEW.last_cost IS NOT NULL AND NEW.last_cost_currency = '')
        EXECUTE FUNCTION inventory_product_currency_as_before();
"""
NO_CURRENCY = """
    DROP TRIGGER currency_as_before ON inventory_product;
    DROP FUNCTION inventory_product_currency_as_before();
"""


def _each_default(words):
    return "".join(
        f"ALTER TABLE {table} ALTER COLUMN {column} {words.format(value)};"
        for table, columns in DEFAULTS.items()
        for column, value in columns.items()
    )


def _each_name(statements):
    return "".join(
        statements.format(table=table, old=old, new=new, type=kind) for table, old, new, kind in RENAMED
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_units_and_all_currencies"),
        ("leadtimes", "0011_names_compared_by_key"),
        ("inventory", "0005_codes_by_key_costs_in_their_currency"),
        ("purchasing", "0010_what_a_document_says"),
        ("workorders", "0010_what_a_document_says"),
    ]

    operations = [
        migrations.RunSQL(_each_default("SET DEFAULT {}"), _each_default("DROP DEFAULT")),
        migrations.RunSQL(_each_name(BOTH_NAMES), _each_name(ONE_NAME)),
        migrations.RunSQL(
            "ALTER TABLE workorders_workorderevent ADD COLUMN last_way jsonb",
            "ALTER TABLE workorders_workorderevent DROP COLUMN last_way",
        ),
        migrations.RunSQL(CURRENCY, NO_CURRENCY),
    ]
