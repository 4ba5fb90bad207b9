"""A date change knows its transaction from now on; rows that stand keep none, and are told by the clock."""

from django.contrib.postgres.functions import TransactionNow
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workorders", "0010_what_a_document_says")]
    # The default comes second: given with the column, it would say of all rows that stand that they were written now.
    operations = [
        migrations.AddField("workorderdatechange", "transaction_at", models.DateTimeField(null=True, editable=False)),
        migrations.AlterField(
            "workorderdatechange",
            "transaction_at",
            models.DateTimeField(null=True, editable=False, db_default=TransactionNow()),
        ),
    ]
