from __future__ import annotations

from django.urls import path

from inbox.views import snippets

app_name = "snippets"
urlpatterns = [
    path("", snippets.snippet_list, name="list"),
    path("new/", snippets.new, name="new"),
    path("<int:snippet_id>/", snippets.snippet, name="snippet"),
    path("<int:snippet_id>/edit/", snippets.edit, name="edit"),
    path("<int:snippet_id>/review/", snippets.review, name="review"),
    path("<int:snippet_id>/retire/", snippets.retire, name="retire"),
    path("<int:snippet_id>/restore/", snippets.restore, name="restore"),
]
