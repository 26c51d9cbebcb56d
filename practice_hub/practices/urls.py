"""People, the practice's settings, one's own account, the way in."""

from __future__ import annotations

from django.urls import path

from practice_hub.guide.views import settings as settings_index
from practice_hub.practices.views import (
    account,
    away,
    demo,
    devices,
    home,
    hours,
    invitations,
    language,
    people,
    practice,
    second_step,
    security,
    voice,
)

app_name = "people"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("practice/switch/", home.switch, name="switch"),
    path("people/", people.people, name="list"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:member_id>/role/", people.role, name="role"),
    path("people/<int:member_id>/remove/", people.remove, name="remove"),
    path("people/<int:member_id>/sign-out/", devices.end_of_member, name="sign_out"),
    path("people/<int:member_id>/away/", away.away, name="away"),
    path("people/<int:member_id>/back/", away.back, name="back"),
    path("people/invitations/<int:invitation_id>/resend/", people.resend, name="resend"),
    path("people/invitations/<int:invitation_id>/revoke/", people.revoke, name="revoke"),
    path("invitation/<str:token>/", invitations.accept, name="accept"),
    path("settings/", settings_index.index, name="settings"),
    path("settings/practice/", practice.settings, name="practice"),
    path("settings/voice/", voice.voice, name="voice"),
    path("settings/locations/", practice.location_add, name="location_add"),
    path("settings/locations/<int:location_id>/", practice.location, name="location"),
    path(
        "settings/locations/<int:location_id>/remove/",
        practice.location_remove,
        name="location_remove",
    ),
    path("settings/sign-in/", security.security, name="security"),
    path("unlock/<str:token>/", security.unlock, name="unlock"),
    path("settings/hours/", hours.hours, name="hours"),
    path("settings/hours/<int:location_id>/", hours.hours, name="hours_location"),
    path("account/", account.account, name="account"),
    path("account/second-step/", second_step.second_step, name="second_step"),
    path("account/devices/", devices.devices, name="devices"),
    path("account/devices/end/", devices.end, name="devices_end"),
    path("account/density/", account.change_density, name="density"),
    path("account/language/", language.change_language, name="language"),
    path("account/leave/", account.leave, name="leave"),
    path("demo/", demo.demo, name="demo"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
]
