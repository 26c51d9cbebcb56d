"""Acts on watch terms (L4): what is searched for, with a search feed for each active term.

Whoever calls has checked that the term is the practice's and that the person may do this.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from listening import feeds
from listening.accounts import HAND_OUT
from listening.models import Feed, WatchTerm
from listening.queries import QueryError, checked_query
from listening.refusals import SourceRefusedError
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Practice, User
from practice_hub.realtime.publish import publish_on_commit


def add_term(*, practice: Practice, kind: str, query: str, actor: User, now: datetime) -> WatchTerm:
    """Watch for a word or query, or take up again one that was removed.

    Raises SourceRefusedError with sentences for the fields `kind` and `query`.
    """
    kind, query = _checked(kind, query)
    with transaction.atomic(durable=True):
        known = _known(practice.pk, query)
        if known and known.removed_at is None:
            raise _duplicate(query)
        term = known or WatchTerm(practice=practice, created_at=now)
        term.kind, term.query, term.is_active, term.removed_at = kind, query, True, None
        _save_once(term)
        feeds.ensure_term_feeds(term, now)
        _note("watch_term.added", term, actor, now)
    return term


def change_term(*, term: WatchTerm, kind: str, query: str, actor: User, now: datetime) -> WatchTerm:
    """Change kind or query. A new query is searched from the start: idempotent, and nothing that
    only the new words find is missed. Raises SourceRefusedError with sentences by field."""
    kind, query = _checked(kind, query)
    with transaction.atomic(durable=True):
        term = _locked(term)
        known = _known(term.practice_id, query)
        if known and known.pk != term.pk:
            raise _duplicate(query, was_removed=known.removed_at is not None)
        is_new_search = term.query != query
        term.kind, term.query = kind, query
        _save_once(term)
        if is_new_search:
            Feed.objects.filter(term=term).update(
                cursor={}, next_run_at=now, lease_token=F("lease_token") + 1, lease_expires_at=None
            )
        _note("watch_term.changed", term, actor, now)
    return term


def toggle_term(*, term: WatchTerm, is_active: bool, actor: User, now: datetime) -> None:
    """Stop or take up the search for a term; its cursor stays."""
    with transaction.atomic(durable=True):
        term = _locked(term)
        term.is_active = is_active
        term.save(update_fields=["is_active"])
        if is_active:
            feeds.ensure_term_feeds(term, now)
        else:
            feeds.stop(term.feeds.values_list("pk", flat=True))
        _note("watch_term.resumed" if is_active else "watch_term.paused", term, actor, now)


def remove_term(*, term: WatchTerm, actor: User, now: datetime) -> None:
    """Stop watching; the row stays as the reason why its mentions were seen."""
    with transaction.atomic(durable=True):
        term = _locked(term)
        term.is_active, term.removed_at = False, now
        term.save(update_fields=["is_active", "removed_at"])
        feeds.stop(term.feeds.values_list("pk", flat=True))
        _note("watch_term.removed", term, actor, now)


def _checked(kind: str, query: str) -> tuple[str, str]:
    problems: dict[str, str] = {}
    if kind not in WatchTerm.Kind.values:
        problems["kind"] = _("Choose what kind of word this is.")
    try:
        query = checked_query(query)
    except QueryError as error:
        problems["query"] = str(error)
    if problems:
        raise SourceRefusedError(_("The watch term was not saved."), fields=problems)
    return kind, query


def _known(practice_id: int, query: str) -> WatchTerm | None:
    same = WatchTerm.objects.filter(practice_id=practice_id, query__iexact=query)
    return same.select_for_update().first()


def _locked(term: WatchTerm) -> WatchTerm:
    found = WatchTerm.objects.select_for_update().filter(pk=term.pk, removed_at=None).first()
    if found is None:
        raise SourceRefusedError(_("This watch term was removed in the meantime."))
    return found


def _save_once(term: WatchTerm) -> None:
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError:  # somebody else was quicker: the unique key decides
        raise _duplicate(term.query) from None


def _duplicate(query: str, *, was_removed: bool = False) -> SourceRefusedError:
    sentence = _("“%(query)s” is watched for already.")
    if was_removed:
        sentence = _(
            "“%(query)s” was watched for before: add it again instead of changing this one."
        )
    sentence %= {"query": query}
    return SourceRefusedError(_("The watch term was not saved."), fields={"query": sentence})


def _note(name: str, term: WatchTerm, actor: User, now: datetime) -> None:
    record(name, practice=term.practice_id, subject=term, actor=actor, at=now, kind=term.kind)
    enqueue_on_commit(HAND_OUT)
    publish_on_commit(term.practice_id, "sources")
