from django.db import migrations


class Migration(migrations.Migration):
    """A slip is called a date change, the last way the former legs. The tables keep their names, and every row."""

    dependencies = [("workorders", "0005_who_a_slip_was_said_for")]

    operations = [
        migrations.AlterModelTable("workorderslip", "workorders_workorderslip"),
        migrations.RenameModel("WorkOrderSlip", "WorkOrderDateChange"),
        migrations.RenameField("workorder", "last_way", "former_legs"),
        migrations.RenameField("workorderevent", "last_way", "former_legs"),
    ]
