from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('name__in', ('conversation.reopened', 'guard.blocked', 'guard.overridden'))), fields=['practice', 'name', 'at'], name='audit_counted'),
        ),
    ]
