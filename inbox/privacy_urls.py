"""The data of people who wrote: what is kept, given out and erased (section of the settings)."""

from __future__ import annotations

from django.urls import path

from inbox.views.privacy import erasures, files, keeping, page, people

app_name = "data"
urlpatterns = [
    path("", page.page, name="page"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("keeping/save/", keeping.save, name="keeping_save"),
    path("person/find/", people.find, name="find"),
    path("person/", people.person, name="person"),
    path("person/file/", files.start, name="file_start"),
    path("files/<int:file_id>/", files.state, name="file"),
    path("files/<int:file_id>/download/", files.download, name="file_download"),
    path("files/<int:file_id>/delete/", files.delete, name="file_delete"),
    path("person/erase/", erasures.erase, name="erase"),
    path("erasures/<int:erasure_id>/", erasures.erasure, name="erasure"),
    path("erasures/<int:erasure_id>/receipt/", erasures.receipt, name="receipt"),
    path("erasures/check/", erasures.check_receipt, name="check_receipt"),
]
