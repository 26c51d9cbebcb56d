"""Indexes of the page of the audit, made while others go on writing.

`audit_practice` goes: nothing reads the rows of a practice by id any more.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('audit', '0003_seals'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(fields=['practice', 'at', 'id'], name='audit_when'),
        ),
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(fields=['practice', 'name', 'at', 'id'], name='audit_named'),
        ),
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('actor__isnull', False)), fields=['practice', 'at', 'id'], name='audit_people'),
        ),
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('actor__isnull', False)), fields=['practice', 'actor', 'at', 'id'], name='audit_person'),
        ),
        RemoveIndexConcurrently(model_name='auditevent', name='audit_practice'),
    ]
