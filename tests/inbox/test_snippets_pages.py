"""The pages about snippets, for those who write, who review, and who may see none of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox.actions import snippets as actions
from inbox.actions.snippets import SnippetDraft
from inbox.models import Snippet
from inbox.snippets import version_of
from tests.people import Person

pytestmark = pytest.mark.django_db
BODY = "Thank you for writing. {what_we_liked} {your_name}"


def make(who: Person, title: str = "Thanks", body: str = BODY, audience: str = "PUBLIC") -> Snippet:
    draft = SnippetDraft(title, audience, body)
    return actions.create_snippet(actor=who.membership, now=timezone.now(), draft=draft)


def approve(row: Snippet, reader: Person) -> None:
    actions.approve_snippet(
        row.pk,
        actor=reader.membership,
        now=timezone.now(),
        months=6,
        version=version_of(Snippet.objects.get(pk=row.pk)),
    )


def fields(row: Snippet | None = None, **changes: str) -> dict[str, str]:
    """The form as its page has it."""
    values = {"title": "Thanks", "audience": "PUBLIC", "body": BODY}
    if row is not None:
        row.refresh_from_db()
        values = {
            "title": row.title,
            "audience": row.audience,
            "body": row.body,
            "version": version_of(row),
        }
    return values | changes


def get(who: Person, path: str = "", **kwargs: Any) -> Any:
    return who.client.get(f"/snippets/{path}", **kwargs)


def post(who: Person, path: str, data: dict[str, str] | None = None) -> Any:
    return who.client.post(f"/snippets/{path}", data or {})


def test_from_the_first_one_to_approved_without_javascript(ana: Person, mona: Person) -> None:
    empty = get(ana).content.decode()
    assert "No snippet yet" in empty and "filled in by hand" in empty
    answer = post(ana, "new/", fields(body=BODY.replace(" {", "\r\n{")))
    row = Snippet.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/snippets/{row.pk}/")
    assert row.body == BODY.replace(" {", "\n{")
    seen = get(ana, f"{row.pk}/").content.decode()
    assert '<mark class="slot">{your_name}</mark>' in seen
    assert "A manager or practitioner reads it next" in seen and "Approve" not in seen
    page = get(mona, f"{row.pk}/")
    assert "Your review" in page.content.decode()
    data = {"decision": "approve", "months": "3", "version": page.context["version"]}
    assert post(mona, f"{row.pk}/review/", data).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.reviewed_by) == ("APPROVED", mona.user)
    listed = get(ana).content.decode()
    assert "In use" in listed and "Approved by Mona Weiss until" in listed


def test_outsiders_find_nothing_and_an_agency_may_not(
    ana: Person, charlie: Person, vera: Person
) -> None:
    row = make(ana)
    for path in ("", "edit/"):
        assert get(charlie, f"{row.pk}/{path}").status_code == 404
        assert get(vera, f"{row.pk}/{path}").status_code == 403
    for path in ("edit/", "review/", "retire/", "restore/"):
        data = fields(row) | {"decision": "approve", "months": "6"}
        assert post(charlie, f"{row.pk}/{path}", data).status_code == 404
        assert post(vera, f"{row.pk}/{path}", data).status_code == 403
    assert "Thanks" not in get(charlie).content.decode()
    assert get(vera).status_code == get(vera, "new/").status_code == 403
    assert post(vera, "new/", fields()).status_code == 403
    assert 'href="/snippets/"' not in vera.client.get("/sources/").content.decode()
    assert 'href="/snippets/"' in ana.client.get("/sources/").content.decode()
    assert post(ana, f"{row.pk}/review/", {"decision": "approve"}).status_code == 403
    row.refresh_from_db()
    assert row.status == "WAITING"


def test_a_refused_text_is_kept_with_why_and_what_instead(ana: Person) -> None:
    told = "It was great seeing you on {date}, thank you."
    for path in ("new/", f"{make(ana, 'Other').pk}/edit/"):
        row = Snippet.objects.first() if "edit" in path else None
        answer = post(ana, path, fields(row, title="Kept title", body=told))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert told in text and "Kept title" in text and "Rather:" in text
        assert answer.context["remarks"][0].why in text.replace("&#x27;", "'")
        assert 'aria-invalid="true"' in text
    cases = [{"title": ""}, {"body": " "}, {"body": "Hi [NAME]"}, {"title": "Other"}]
    cases += [{"audience": "ALL"}, {"body": "b" * 2001}, {"body": "\x00"}, {"title": "t" * 90}]
    for changes in cases:
        answer = post(ana, "new/", fields(**changes))
        assert answer.status_code == 422 and answer.context["form"].errors, changes
    assert Snippet.objects.count() == 1


def test_who_was_slower_sees_what_changed_and_keeps_the_text(ana: Person, ben: Person) -> None:
    row = make(ana)
    mine = fields(row, body="Mine, thank you. {your_name}")
    post(ben, f"{row.pk}/edit/", fields(row, body="From Ben, thank you. {your_name}"))
    answer = post(ana, f"{row.pk}/edit/", mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine, thank you." in text and "From Ben, thank you." in text and "Ben Okoro" in text
    again = mine | {"version": answer.context["form"]["version"].value()}
    assert post(ana, f"{row.pk}/edit/", again).status_code == 302
    row.refresh_from_db()
    assert row.body.startswith("Mine")


def test_a_stale_or_own_or_empty_review_is_refused_with_its_note_kept(
    ana: Person, mona: Person
) -> None:
    row = make(ana)
    stale = version_of(row)
    data = {"decision": "return", "months": "6", "note": "", "version": stale}
    assert post(mona, f"{row.pk}/review/", data).status_code == 422
    assert post(mona, f"{row.pk}/review/", data | {"months": "99"}).status_code == 422
    post(ana, f"{row.pk}/edit/", fields(row, body="Quite different. {your_name}"))
    answer = post(mona, f"{row.pk}/review/", data | {"note": "Shorter, please."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Shorter, please." in text and "Quite different." in text
    own = make(mona, "Hers")
    assert "a colleague has to read them" in get(mona, f"{own.pk}/").content.decode()
    data = {"decision": "approve", "months": "6", "version": version_of(own)}
    assert post(mona, f"{own.pk}/review/", data).status_code == 409
    row.refresh_from_db()
    assert row.status == "WAITING" and not Snippet.objects.exclude(status="WAITING").exists()


def test_returned_retired_and_brought_back(ana: Person, mona: Person) -> None:
    row = make(ana)
    data = {"decision": "return", "months": "6", "note": "Shorter.", "version": version_of(row)}
    assert post(mona, f"{row.pk}/review/", data).status_code == 302
    assert "Returned by Mona Weiss: “Shorter.”" in get(ana).content.decode()
    assert "Shorter." in get(ana, f"{row.pk}/edit/").content.decode()
    assert post(ana, f"{row.pk}/retire/").status_code == 302
    assert "Bring it back" in get(ana, f"{row.pk}/").content.decode()
    assert post(ana, f"{row.pk}/edit/", fields(row, title="New")).status_code == 409
    make(ana)
    assert post(ana, f"{row.pk}/restore/").status_code == 422
    Snippet.objects.exclude(pk=row.pk).update(title="Moved")
    assert post(ana, f"{row.pk}/restore/").status_code == 302
    row.refresh_from_db()
    assert row.status == "WAITING"


def test_the_list_says_what_ends_what_ran_out_and_what_an_older_guard_read(
    ana: Person, mona: Person, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now()
    for title, days in {"Ends": 6.5, "Ran": -1.0, "Long": 90.0}.items():
        row = make(ana, title)
        approve(row, mona)
        Snippet.objects.filter(pk=row.pk).update(expires_at=now + timedelta(days=days))
    Snippet.objects.filter(title="Long").update(guard_version="0.1")
    make(ana, "Bare", "Thank you for writing.")
    get(ana)  # signs in
    with django_assert_max_num_queries(12):
        page = get(ana)
    text = page.content.decode()
    assert text.count("expires in 6 days") == 1 and text.count("ran out, not offered") == 1
    assert text.count("read by an older guard") == 1 and text.count("no placeholder") == 1
    assert [group.key for group in page.context["groups"]] == ["WAITING", "APPROVED", "EXPIRED"]
    found = get(ana, "?q=eNd").content.decode()
    assert "expires in 6 days" in found and "Bare" not in found
    assert "No title has “zebra”" in get(ana, "?q=zebra").content.decode()
    assert get(ana, "?q=%00%ED%A0%80").status_code == 200
    part = get(ana, headers={"HX-Request": "true"}).content.decode()
    assert "expires in 6 days" in part and "<html" not in part
    ran = Snippet.objects.get(title="Ran")
    assert "Approve again" in get(mona, f"{ran.pk}/").content.decode()


def test_doubts_are_shown_to_who_reviews_and_markup_stays_text(ana: Person, mona: Person) -> None:
    row = make(ana, "Phones <b>", "Gracias por escribirnos. {your_name} & <i>on</i>")
    text = get(mona, f"{row.pk}/").content.decode()
    assert "has to be approved each time" in text and "<q>Gracias" in text
    assert "Phones &lt;b&gt;" in text and "&lt;i&gt;on&lt;/i&gt;" in text and "<i>on" not in text
    assert "Phones &lt;b&gt;" in get(ana).content.decode()
