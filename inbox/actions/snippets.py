"""Starting points of the practice: written by the desk, approved by somebody else until a day (A8).

Each of these acts takes the version that its page was made of (`inbox.snippets.version_of`): what
somebody else changed meanwhile is shown, never overwritten unseen and never approved unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from inbox.actions.base import require_text
from inbox.actions.errors import ActionRefused
from inbox.domain.snippets import Reading, malformed, months_later
from inbox.models import Snippet
from inbox.snippets import reading_of, version_of
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, Practice
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, may

TITLE_LENGTH = 80
BODY_LENGTH = 2000
NOTE_LENGTH = 240
MONTHS = (1, 3, 6, 12)
DEFAULT_MONTHS = 6
Status = Snippet.Status


@dataclass(frozen=True, slots=True)
class SnippetDraft:
    """What the form sends: `audience` is "PUBLIC" or "PRIVATE"."""

    title: str
    audience: str
    body: str


@transaction.atomic(durable=True)
def create_snippet(*, actor: Membership, now: datetime, draft: SnippetDraft) -> Snippet:
    """A new snippet, waiting for review.

    Raises ActionRefused with "not_allowed", "empty", "too_long", "audience", "placeholder"
    (context: found), "guard_blocked" (context: reading) or "title_taken".
    """
    _require(actor, Act.WRITE_SNIPPETS)
    draft = _tidy(draft)
    reading = _readable(actor.practice, draft)
    snippet = Snippet(
        practice=actor.practice,
        title=draft.title,
        body=draft.body,
        audience=draft.audience,
        created_by=actor.user,
        created_at=now,
        changed_by=actor.user,
        changed_at=now,
    )
    _save(snippet)
    _noted("snippet.created", snippet, actor, now, **_found(snippet, reading))
    return snippet


@transaction.atomic(durable=True)
def change_snippet(
    snippet_id: int, *, actor: Membership, now: datetime, draft: SnippetDraft, version: str
) -> Snippet:
    """Change it; other words or another audience have to be reviewed anew, a new title has not.

    Raises ActionRefused as `create_snippet` does, and with "changed" (context: snippet, as it is
    now) or "state" for a retired one.
    """
    _require(actor, Act.WRITE_SNIPPETS)
    draft = _tidy(draft)
    snippet = _locked(snippet_id, actor)
    _require_version(snippet, version)
    _require_state(snippet, {Status.WAITING, Status.APPROVED, Status.RETURNED})
    is_renamed = draft.title != snippet.title
    snippet.title = draft.title
    if (draft.body, draft.audience) != (snippet.body, snippet.audience):
        _reword(snippet, draft, actor, now)
    elif is_renamed:
        # Who wrote the words stays their author: else a new title would get round four eyes.
        _save(snippet)
        _noted("snippet.renamed", snippet, actor, now)
    return snippet


def _reword(snippet: Snippet, draft: SnippetDraft, actor: Membership, now: datetime) -> None:
    reading = _readable(actor.practice, draft)
    snippet.body, snippet.audience = draft.body, draft.audience
    snippet.changed_by, snippet.changed_at = actor.user, now
    _put_back(snippet)
    _save(snippet)
    _noted("snippet.changed", snippet, actor, now, **_found(snippet, reading))


@transaction.atomic(durable=True)
def approve_snippet(
    snippet_id: int, *, actor: Membership, now: datetime, months: int, version: str
) -> Snippet:
    """Offer it for so many months (MONTHS), or longer when it was approved before.

    Raises ActionRefused with "not_allowed", "own" (four eyes), "changed" (context: snippet),
    "state", "months" or "guard_blocked" (context: reading): the guard may have learned since.
    """
    snippet = _to_review(snippet_id, actor, version)
    if months not in MONTHS:
        raise ActionRefused("months", _("Choose how long it may be used: 1, 3, 6 or 12 months."))
    reading = _require_unblocked(reading_of(actor.practice, snippet.body, snippet.audience))
    snippet.status = Status.APPROVED
    snippet.reviewed_by, snippet.reviewed_at = actor.user, now
    snippet.review_note = ""
    snippet.expires_at = months_later(now, months)
    snippet.guard_version = reading.guard.version
    _save(snippet)
    _noted("snippet.approved", snippet, actor, now, months=months, **_found(snippet, reading))
    return snippet


@transaction.atomic(durable=True)
def return_snippet(
    snippet_id: int, *, actor: Membership, now: datetime, note: str, version: str
) -> Snippet:
    """Not like this: back to whoever wrote it, with a note. Also takes back what was approved.

    Raises ActionRefused with "not_allowed", "own", "changed", "state", "empty" or "too_long".
    """
    note = require_text(note, _("a line on what should be different"))
    if len(note) > NOTE_LENGTH:
        raise _too_long(_("Keep the note to %(limit_value)d characters."), NOTE_LENGTH)
    snippet = _to_review(snippet_id, actor, version)
    snippet.status = Status.RETURNED
    snippet.reviewed_by, snippet.reviewed_at = actor.user, now
    snippet.review_note = note
    snippet.expires_at, snippet.guard_version = None, ""
    _save(snippet)
    _noted("snippet.returned", snippet, actor, now)
    return snippet


@transaction.atomic(durable=True)
def retire_snippet(snippet_id: int, *, actor: Membership, now: datetime) -> Snippet:
    """No longer offered to anybody; what was sent stays counted."""
    _require(actor, Act.WRITE_SNIPPETS)
    snippet = _locked(snippet_id, actor)
    if snippet.status != Status.RETIRED:
        snippet.status = Status.RETIRED
        _save(snippet)
        _noted("snippet.retired", snippet, actor, now)
    return snippet


@transaction.atomic(durable=True)
def restore_snippet(snippet_id: int, *, actor: Membership, now: datetime) -> Snippet:
    """Back from retirement, to be reviewed anew.

    Raises ActionRefused with "not_allowed", "guard_blocked" (context: reading) or "title_taken".
    """
    _require(actor, Act.WRITE_SNIPPETS)
    snippet = _locked(snippet_id, actor)
    if snippet.status != Status.RETIRED:
        return snippet
    _require_unblocked(reading_of(actor.practice, snippet.body, snippet.audience))
    _put_back(snippet)
    _save(snippet)
    _noted("snippet.restored", snippet, actor, now)
    return snippet


def _require(actor: Membership, act: Act) -> None:
    if not may(actor.role, act):
        raise ActionRefused("not_allowed", _("Your role does not allow this. Ask a manager."))


def _locked(snippet_id: int, actor: Membership) -> Snippet:
    """The row, locked until commit; Snippet.DoesNotExist for another practice's.

    Nobody is joined: who waited for the lock would be given the new row with the old person, which
    PostgreSQL takes for no row at all.
    """
    return Snippet.objects.select_for_update().of(actor.practice).get(pk=snippet_id)


def _require_version(snippet: Snippet, version: str) -> None:
    if version_of(snippet) != version:
        raise ActionRefused(
            "changed",
            _("A colleague changed or reviewed this snippet meanwhile. Read it as it stands now."),
            {"snippet": snippet},
        )


def _require_state(snippet: Snippet, allowed: set[Snippet.Status]) -> None:
    if snippet.status not in allowed:
        raise ActionRefused("state", _("This snippet is retired. Bring it back first."))


def _to_review(snippet_id: int, actor: Membership, version: str) -> Snippet:
    """What `actor` may decide about: never their own words (four eyes)."""
    _require(actor, Act.REVIEW_SNIPPETS)
    snippet = _locked(snippet_id, actor)
    _require_version(snippet, version)
    _require_state(snippet, {Status.WAITING, Status.APPROVED, Status.RETURNED})
    if snippet.changed_by_id == actor.user_id:
        raise ActionRefused(
            "own", _("You wrote these words, so somebody else has to read them. Ask a colleague.")
        )
    return snippet


def _tidy(draft: SnippetDraft) -> SnippetDraft:
    """Stripped, with plain line breaks; refused when something is missing or too long."""
    title = " ".join(require_text(draft.title, _("a title")).split())
    body = require_text(draft.body, _("the text")).replace("\r\n", "\n")
    if len(title) > TITLE_LENGTH:
        raise _too_long(_("Keep the title to %(limit_value)d characters."), TITLE_LENGTH)
    if len(body) > BODY_LENGTH:
        raise _too_long(_("Keep the text to %(limit_value)d characters."), BODY_LENGTH)
    if draft.audience not in Snippet.Audience:
        raise ActionRefused("audience", _("Choose who will read it: everyone or one person."))
    return SnippetDraft(title, draft.audience, body)


def _too_long(said: str, most: int) -> ActionRefused:
    return ActionRefused("too_long", said % {"limit_value": most})


def _readable(practice: Practice, draft: SnippetDraft) -> Reading:
    """What guard and coach say; refused for broken placeholders and for what may not go out."""
    if found := malformed(draft.body):
        raise ActionRefused(
            "placeholder",
            _(
                "Write each placeholder in small letters and one pair of braces, like "
                "{first_name}. This is none: %(found)s"
            )
            % {"found": ", ".join(found)},
            {"found": found},
        )
    return _require_unblocked(reading_of(practice, draft.body, draft.audience))


def _require_unblocked(reading: Reading) -> Reading:
    if reading.is_blocked:
        raise ActionRefused(
            "guard_blocked",
            _(
                "The privacy guard would stop an answer that begins like this. Change what it "
                "found."
            ),
            {"reading": reading},
        )
    return reading


def _put_back(snippet: Snippet) -> None:
    """To be reviewed; a note that it was returned with stays for whoever reads it next."""
    if not snippet.review_note:
        snippet.reviewed_by = snippet.reviewed_at = None
    snippet.status = Status.WAITING
    snippet.expires_at, snippet.guard_version = None, ""


def _save(snippet: Snippet) -> None:
    try:
        with transaction.atomic():
            snippet.save()
    except IntegrityError as error:
        if "snippet_title_once" not in str(error):
            raise
        raise ActionRefused(
            "title_taken", _("Another snippet has this title. Choose one that tells them apart.")
        ) from error


def _found(snippet: Snippet, reading: Reading) -> dict[str, Any]:
    """For the record: rule ids, none of the words."""
    return {
        "audience": snippet.audience,
        "verdict": reading.guard.verdict.value,
        "rules": reading.rules,
    }


def _noted(name: str, snippet: Snippet, actor: Membership, now: datetime, **details: Any) -> None:
    record(
        name,
        practice=snippet.practice_id,
        subject=snippet,
        actor=actor.user,
        at=now,
        **details,
    )
    publish_on_commit(snippet.practice_id, "snippets", [snippet.pk])
