from django.db import migrations


class Migration(migrations.Migration):
    """Redating is called rescheduling. The table keeps its name, and every row."""

    dependencies = [("leadtimes", "0004_redating")]

    operations = [
        migrations.AlterModelTable("redating", "leadtimes_redating"),
        migrations.RenameModel("Redating", "Rescheduling"),
        migrations.RenameField("rescheduling", "desk", "kind"),
        migrations.RenameField("rescheduling", "by_desk", "by_kind"),
    ]
