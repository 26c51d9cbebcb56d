"""The composition root: the only module of the kernel that names listening and inbox."""

from __future__ import annotations

from django.urls import include, path

from practice_hub.accounts_urls import urlpatterns as accounts_urls
from practice_hub.health.machine import readyz
from practice_hub.monitoring.views import metrics
from practice_hub.operators.site import site as operators
from practice_hub.operators.styleguide import styleguide
from practice_hub.realtime.views import event_stream

handler400 = "practice_hub.errors.bad_request"
handler403 = "practice_hub.errors.forbidden"
handler404 = "practice_hub.errors.not_found"
handler500 = "practice_hub.errors.server_error"

urlpatterns = [
    # First, because it is asked for most: addresses are tried one after the other.
    path("inbox/", include("inbox.urls")),
    path("", include("practice_hub.practices.urls")),
    path("accounts/", include(accounts_urls)),
    path("events/<int:practice_id>/", event_stream, name="events"),
    path("", include("practice_hub.alerts.urls")),
    path("roster/", include("practice_hub.roster.urls")),
    path("", include("practice_hub.guide.urls")),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("health/", include("practice_hub.health.urls")),
    path("audit/", include("practice_hub.audit.urls")),
    path("operators/", operators.urls),
    path("styleguide/", styleguide, name="styleguide"),
    path("reports/", include("inbox.report_urls")),
    path("settings/coach/", include("inbox.coach_urls")),
    path("settings/data/", include("inbox.privacy_urls")),
    path("settings/", include("inbox.settings_urls")),
    path("", include("inbox.approve_urls")),
    path("snippets/", include("inbox.snippet_urls")),
    path("callbacks/", include("inbox.callback_urls")),
    path("", include("listening.urls")),
]
