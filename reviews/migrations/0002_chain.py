from django.db import migrations


def lay_the_chain(apps, schema_editor):
    apps.get_model("reviews", "Chain").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]
    operations = [migrations.RunPython(lay_the_chain, migrations.RunPython.noop)]
