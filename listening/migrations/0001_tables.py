import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # A database that is fully migrated with these has everything that follows.
    replaces = [
        ('listening', '0001_initial'),
        ('listening', '0002_wider_ids'),
        ('listening', '0003_topics_and_location'),
        ('listening', '0004_voice'),
        ('listening', '0005_voice_days'),
        ('listening', '0006_history_account'),
        ('listening', '0007_quicker_voice'),
    ]

    initial = True

    dependencies = [
        ('practices', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(choices=[('X', 'X'), ('FACEBOOK', 'Facebook')], max_length=16)),
                ('external_id', models.CharField(max_length=128)),
                ('handle', models.CharField(blank=True, max_length=120)),
                ('display_name', models.CharField(blank=True, max_length=200)),
                ('avatar_url', models.URLField(blank=True, max_length=1000)),
                ('followers', models.PositiveIntegerField(blank=True, null=True)),
                ('first_seen_at', models.DateTimeField()),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authors', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'network', 'external_id'), name='author_once')],
            },
        ),
        migrations.CreateModel(
            name='NetworkAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(choices=[('X', 'X'), ('FACEBOOK', 'Facebook')], max_length=16)),
                ('external_id', models.CharField(max_length=64)),
                ('handle', models.CharField(blank=True, max_length=120)),
                ('display_name', models.CharField(blank=True, max_length=200)),
                ('avatar_url', models.URLField(blank=True, max_length=1000)),
                ('credentials', models.BinaryField(blank=True, default=b'')),
                ('secret_hint', models.CharField(blank=True, max_length=8)),
                ('is_sandbox', models.BooleanField(default=False)),
                ('scopes', models.JSONField(blank=True, default=list)),
                ('token_expires_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('CONNECTED', 'Connected'), ('PAUSED', 'Paused'), ('NEEDS_RECONNECT', 'Needs to be connected again'), ('OUT_OF_CREDITS', 'Out of credits'), ('DISCONNECTED', 'Disconnected'), ('HISTORY', 'History from a file')], default='CONNECTED', max_length=20)),
                ('status_detail', models.TextField(blank=True)),
                ('status_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reads_month', models.CharField(blank=True, max_length=7)),
                ('reads_count', models.PositiveIntegerField(default=0)),
                ('read_budget', models.PositiveIntegerField(blank=True, null=True)),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='accounts', to='practices.location')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'network', 'external_id'), name='account_once')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(choices=[('X', 'X'), ('FACEBOOK', 'Facebook')], max_length=16)),
                ('external_id', models.CharField(max_length=255)),
                ('version_id', models.CharField(blank=True, max_length=255)),
                ('thread_id', models.CharField(max_length=255)),
                ('parent_id', models.CharField(blank=True, max_length=255)),
                ('kind', models.CharField(choices=[('POST', 'Post'), ('COMMENT', 'Comment'), ('MESSAGE', 'Message')], max_length=16)),
                ('audience', models.CharField(choices=[('PUBLIC', 'Public'), ('PRIVATE', 'Private')], max_length=8)),
                ('is_own', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('permalink', models.URLField(blank=True, max_length=1000)),
                ('media', models.JSONField(blank=True, default=list)),
                ('posted_at', models.DateTimeField()),
                ('first_seen_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('is_hidden', models.BooleanField(default=False)),
                ('cannot_reply', models.CharField(blank=True, max_length=20)),
                ('can_reply_privately', models.BooleanField(default=False)),
                ('share_count', models.PositiveIntegerField(default=0)),
                ('reply_count', models.PositiveIntegerField(default=0)),
                ('like_count', models.PositiveIntegerField(default=0)),
                ('sentiment_score', models.FloatField(default=0)),
                ('sentiment', models.CharField(choices=[('POSITIVE', 'Happy'), ('NEUTRAL', 'Neutral'), ('NEGATIVE', 'Unhappy')], max_length=8)),
                ('sentiment_reasons', models.JSONField(blank=True, default=list)),
                ('scorer_version', models.CharField(blank=True, max_length=40)),
                ('corrected_sentiment', models.CharField(blank=True, choices=[('POSITIVE', 'Happy'), ('NEUTRAL', 'Neutral'), ('NEGATIVE', 'Unhappy')], max_length=8)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('category', models.CharField(choices=[('COMPLAINT', 'Complaint'), ('QUESTION', 'Question'), ('PRAISE', 'Praise'), ('MEDICAL', 'Medical'), ('PRICE', 'Price'), ('SPAM', 'Spam'), ('OTHER', 'Small talk')], max_length=12)),
                ('urgency', models.CharField(choices=[('URGENT', 'Urgent'), ('HIGH', 'High'), ('NORMAL', 'Normal'), ('LOW', 'Low')], max_length=8)),
                ('triage_reasons', models.JSONField(blank=True, default=list)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), blank=True, default=list, size=None)),
                ('local_day', models.DateField()),
                ('is_imported', models.BooleanField(default=False)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='listening.author')),
                ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counterpart', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='talks', to='listening.author')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='practices.practice')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='listening.networkaccount')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'network', 'thread_id'], name='mention_thread'), models.Index(fields=['practice', '-posted_at'], name='mention_posted'), models.Index(fields=['author', '-posted_at'], include=('id', 'practice', 'local_day', 'audience', 'sentiment', 'corrected_sentiment', 'category', 'is_imported', 'is_own'), name='mention_of_author'), models.Index(condition=models.Q(('is_own', False), models.Q(('edited_at__isnull', False), ('deleted_at__isnull', False), _connector='OR')), fields=['practice'], name='mention_touched'), models.Index(condition=models.Q(('is_own', False)), fields=['practice', 'local_day'], include=('posted_at', 'author', 'account', 'audience', 'sentiment', 'corrected_sentiment', 'category', 'is_imported'), name='mention_voice'), models.Index(condition=models.Q(('is_own', True)), fields=['practice', 'network', 'parent_id'], name='mention_own_parent'), models.Index(condition=models.Q(('version_id', models.F('external_id')), _negated=True), fields=['practice', 'network', 'version_id'], name='mention_version')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'network', 'external_id'), name='mention_once')],
            },
        ),
        migrations.CreateModel(
            name='MentionRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version_id', models.CharField(blank=True, max_length=255)),
                ('text', models.TextField(blank=True)),
                ('replaced_at', models.DateTimeField()),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='listening.mention')),
            ],
            options={
                'indexes': [models.Index(fields=['version_id'], name='revision_version')],
            },
        ),
        migrations.CreateModel(
            name='RateWindowRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=120)),
                ('limit', models.PositiveIntegerField(null=True)),
                ('remaining', models.PositiveIntegerField(null=True)),
                ('used_percent', models.FloatField(null=True)),
                ('reset_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rate_windows', to='listening.networkaccount')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'bucket'), name='rate_window_once')],
            },
        ),
        migrations.CreateModel(
            name='RawPayload',
            fields=[
                ('mention', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='raw', serialize=False, to='listening.mention')),
                ('payload', models.JSONField()),
                ('received_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(choices=[('X', 'X'), ('FACEBOOK', 'Facebook')], max_length=16)),
                ('external_id', models.CharField(max_length=255)),
                ('original_id', models.CharField(max_length=255)),
                ('posted_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='shares', to='listening.author')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'network', 'original_id', 'posted_at'], name='share_original'), models.Index(fields=['practice', 'posted_at'], name='share_recent')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'network', 'external_id'), name='share_once')],
            },
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=16)),
                ('thread_id', models.CharField(max_length=255)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('share_rate', models.PositiveIntegerField(default=0)),
                ('reply_rate', models.PositiveIntegerField(default=0)),
                ('people_rate', models.PositiveIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
                ('calmed_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('level__gt', 0)), fields=['practice'], name='spread_going_on')],
                'constraints': [models.UniqueConstraint(fields=('practice', 'network', 'thread_id'), name='spread_once')],
            },
        ),
        migrations.CreateModel(
            name='SpreadSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('share_count', models.PositiveIntegerField()),
                ('reply_count', models.PositiveIntegerField()),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spread_samples', to='listening.mention')),
            ],
            options={
                'indexes': [models.Index(fields=['mention', 'seen_at'], name='spread_sample_of'), models.Index(fields=['seen_at'], name='spread_sample_recent')],
            },
        ),
        migrations.CreateModel(
            name='VoiceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_day', models.DateField()),
                ('practice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'indexes': [models.Index(fields=['practice', 'local_day'], name='voice_change_day')],
            },
        ),
        migrations.CreateModel(
            name='VoiceDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('local_day', models.DateField()),
                ('topic', models.CharField(blank=True, max_length=32)),
                ('audience', models.CharField(choices=[('PUBLIC', 'Public'), ('PRIVATE', 'Private')], max_length=8)),
                ('sentiment', models.CharField(choices=[('POSITIVE', 'Happy'), ('NEUTRAL', 'Neutral'), ('NEGATIVE', 'Unhappy')], max_length=8)),
                ('category', models.CharField(choices=[('COMPLAINT', 'Complaint'), ('QUESTION', 'Question'), ('PRAISE', 'Praise'), ('MEDICAL', 'Medical'), ('PRICE', 'Price'), ('SPAM', 'Spam'), ('OTHER', 'Small talk')], max_length=12)),
                ('is_imported', models.BooleanField()),
                ('count', models.PositiveIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listening.networkaccount')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('practice', 'local_day', 'topic', 'account', 'audience', 'sentiment', 'category', 'is_imported'), include=('count',), name='voice_day_once')],
            },
        ),
        migrations.CreateModel(
            name='WatchTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PRACTICE', 'Practice'), ('PERSON', 'Doctor or staff'), ('MISSPELLING', 'Misspelling'), ('TREATMENT', 'Treatment'), ('COMPETITOR', 'Competitor')], default='PRACTICE', max_length=16)),
                ('query', models.CharField(max_length=480)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watch_terms', to='practices.practice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('practice'), django.db.models.functions.text.Lower('query'), name='term_once')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('MENTIONS', 'Mentions'), ('SEARCH', 'Search'), ('PAGE_FEED', 'Page and visitor posts'), ('TAGGED', 'Posts that tag the page'), ('COMMENTS', 'Comments'), ('MESSAGES', 'Private messages'), ('OWN_POSTS', 'Our own posts')], max_length=16)),
                ('is_active', models.BooleanField(default=True)),
                ('cursor', models.JSONField(blank=True, default=dict)),
                ('interval_seconds', models.FloatField()),
                ('next_run_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_run_at', models.DateTimeField(blank=True, null=True)),
                ('last_success_at', models.DateTimeField(blank=True, null=True)),
                ('last_item_at', models.DateTimeField(blank=True, null=True)),
                ('lag_seconds', models.FloatField(blank=True, null=True)),
                ('lease_token', models.BigIntegerField(default=0)),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('last_error_kind', models.CharField(blank=True, max_length=20)),
                ('last_error_code', models.CharField(blank=True, max_length=120)),
                ('last_error', models.TextField(blank=True)),
                ('last_error_at', models.DateTimeField(blank=True, null=True)),
                ('slowed_reason', models.CharField(blank=True, max_length=200)),
                ('items_total', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='listening.networkaccount')),
                ('term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='listening.watchterm')),
            ],
            options={
                'indexes': [models.Index(models.F('next_run_at'), condition=models.Q(('is_active', True)), name='feed_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('term', None)), fields=('account', 'kind'), name='feed_once'), models.UniqueConstraint(condition=models.Q(('term', None), _negated=True), fields=('account', 'kind', 'term'), name='feed_term_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('since', models.DateTimeField(null=True)),
                ('until', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='listening.feed')),
            ],
        ),
        migrations.CreateModel(
            name='MentionReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listening.feed')),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='listening.mention')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mention', 'feed'), name='mention_reason_once')],
            },
        ),
    ]
