import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import practice_hub.practices.models.people
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that is fully migrated with these has everything that follows.
    replaces = [
        ('practices', '0001_initial'),
        ('practices', '0002_away'),
        ('practices', '0003_hours'),
        ('practices', '0004_hours_version'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('slug', models.SlugField(unique=True)),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[practice_hub.practices.models.people.validate_time_zone])),
                ('is_signing_replies', models.BooleanField(default=True, help_text='Answers end with the first name of who wrote them (A10).')),
                ('voice_notes', models.TextField(blank=True, help_text='How the practice speaks (A11).')),
                ('country', models.CharField(blank=True, max_length=2)),
                ('region', models.CharField(blank=True, max_length=40)),
                ('hours_version', models.PositiveBigIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('address', models.CharField(blank=True, max_length=240)),
                ('time_zone', models.CharField(blank=True, max_length=64, validators=[practice_hub.practices.models.people.validate_time_zone])),
                ('country', models.CharField(blank=True, max_length=2)),
                ('region', models.CharField(blank=True, max_length=40)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'name'), name='location_name_once')],
            },
        ),
        migrations.CreateModel(
            name='HolidayChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('choice', models.CharField(choices=[('CLOSED', 'Closed'), ('USUAL', 'Open as usual'), ('OWN', 'Own hours')], max_length=8)),
                ('spans', models.CharField(blank=True, max_length=240)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.location')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'location', 'name'), name='holiday_choice_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('choice__in', ['CLOSED', 'USUAL', 'OWN'])), name='holiday_choice_known')],
            },
        ),
        migrations.CreateModel(
            name='OpeningDates',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('note', models.CharField(max_length=80)),
                ('spans', models.CharField(blank=True, max_length=240)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.location')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'location', 'first_on', 'last_on'), name='opening_dates_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='opening_dates_in_order')],
            },
        ),
        migrations.CreateModel(
            name='OpeningWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=240), size=7)),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.location')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'location'), name='opening_week_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('days__len', 7)), name='opening_week_has_seven_days')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('signature', models.CharField(blank=True, help_text='First name or initials under an answer (A10).', max_length=40)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('role', models.CharField(choices=[('AGENT', 'Front desk'), ('VENDOR', 'Outside agency'), ('PRACTITIONER', 'Practitioner'), ('MANAGER', 'Manager'), ('OWNER', 'Owner')], max_length=16)),
                ('token', models.CharField(default=practice_hub.practices.models.people.invitation_token, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('practice'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None), ('revoked_at', None)), name='invitation_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('AGENT', 'Front desk'), ('VENDOR', 'Outside agency'), ('PRACTITIONER', 'Practitioner'), ('MANAGER', 'Manager'), ('OWNER', 'Owner')], max_length=16)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('away_until', models.DateTimeField(blank=True, null=True)),
                ('away_reason', models.CharField(blank=True, max_length=60)),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stands_in_for', to='practices.membership')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'user'), name='membership_once'), models.CheckConstraint(condition=models.Q(('role__in', ['AGENT', 'VENDOR', 'PRACTITIONER', 'MANAGER', 'OWNER'])), name='membership_role'), models.CheckConstraint(condition=models.Q(('stand_in', models.F('id')), _negated=True), name='membership_stand_in_other')],
            },
        ),
    ]
