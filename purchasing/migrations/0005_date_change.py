from django.db import migrations


class Migration(migrations.Migration):
    """A slip is called a date change. The table keeps its name, and every row."""

    dependencies = [("purchasing", "0004_who_a_slip_was_said_for")]

    operations = [
        migrations.AlterModelTable("slip", "purchasing_slip"),
        migrations.RenameModel("Slip", "DateChange"),
    ]
