"""Accounts whose address was verified stay as they are; who never did is asked at the next act that matters."""

from django.db import migrations

_VERIFIED = """
    UPDATE people_user SET proved_at = now()
    WHERE proved_at IS NULL AND (is_superuser OR EXISTS (
        SELECT 1 FROM account_emailaddress
        WHERE user_id = people_user.id AND verified AND lower(account_emailaddress.email) = lower(people_user.email)
    ))
"""
_DEMO = [
    "olivia@brightwater.example",
    "amir@brightwater.example",
    "ben@brightwater.example",
    "vera@brightwater.example",
    "charlotte@kiteandpine.example",
    "dana@lonestarprep.example",
    "wes@harborlogistics.example",
    "sana@shipright.example",
    "paolo@pacific3pl.example",
]
_MADE_UP = "UPDATE people_user SET is_made_up = true WHERE lower(email) = ANY(%s)"


class Migration(migrations.Migration):
    dependencies = [("people", "0008_the_door"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [
        migrations.RunSQL(_VERIFIED, migrations.RunSQL.noop),
        migrations.RunSQL([(_MADE_UP, [_DEMO])], migrations.RunSQL.noop),
    ]
