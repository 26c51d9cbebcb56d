"""The lines of the settings that are about answering and about what is kept."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.approval_policy import rules_of as approval_rules
from inbox.approval_policy import times_of
from inbox.clock_lines import newest_policy, rules_of
from inbox.models import ImportRun, MutedAdvice, RetentionPolicy, Snippet
from inbox.target_words import in_words, ordered
from inbox.weekly import wishes
from practice_hub.guide.lines import Line, Shelf, register_line
from practice_hub.guide.words import counted, listed
from practice_hub.practices.models import Membership
from practice_hub.roles import Act


def _targets(member: Membership, now: datetime) -> str:
    first, *others = ordered(rules_of(newest_policy(member.practice_id).pk))
    words = in_words(first)
    count = len(others)
    said = _("%(who)s: %(promise)s.")
    if others:
        said = ngettext(
            "%(who)s: %(promise)s, and %(count)s rule more.",
            "%(who)s: %(promise)s, and %(count)s rules more.",
            count,
        )
    promise = f"{words.promise[:1].lower()}{words.promise[1:]}"
    return said % {"who": words.who, "promise": promise, "count": count}


def _approvals(member: Membership, now: datetime) -> str:
    rules = sum(bool(rule.audiences) for rule in approval_rules(member.practice_id))
    hours = times_of(member.practice_id).expiry.total_seconds() / 3600
    words = ngettext(
        "%(count)s kind of answer needs a second person, a request runs out after %(hours)s h",
        "%(count)s kinds of answers need a second person, a request runs out after %(hours)s h",
        rules,
    )
    return listed([counted(rules, words, hours=f"{hours:g}")])


def _coach(member: Membership, now: datetime) -> str:
    off = MutedAdvice.objects.filter(practice_id=member.practice_id).count()
    if not off:
        return _("All of its remarks are on.")
    said = ngettext(
        "%(count)d of its remarks switched off.", "%(count)d of its remarks switched off.", off
    )
    return said % {"count": off}


def _snippets(member: Membership, now: datetime) -> str:
    mine = Snippet.objects.of(member.practice)
    waiting = mine.filter(status=Snippet.Status.WAITING).count()
    usable = mine.usable(now).count()
    ready = counted(usable, ngettext("%(count)s is ready", "%(count)s are ready", usable))
    review = ngettext("%(count)d to review", "%(count)d to review", waiting)
    return listed((ready, review % {"count": waiting} if waiting else ""))


def _history(member: Membership, now: datetime) -> str:
    done = ImportRun.objects.filter(practice_id=member.practice_id, stage=ImportRun.Stage.DONE)
    files = done.count()
    words = ngettext("%(count)s file read in", "%(count)s files read in", files)
    return listed([counted(files, words)])


def _data(member: Membership, now: datetime) -> str:
    policy = RetentionPolicy.objects.filter(practice_id=member.practice_id).first()
    rules = sum(bool(months) for months in policy.months.values()) if policy else 0
    if not rules:
        return _("Everything is kept: no rule takes anything away.")
    words = ngettext(
        "%(count)s rule clears out at night", "%(count)s rules clear out at night", rules
    )
    return listed([counted(rules, words)])


def _monday(member: Membership, now: datetime) -> str:
    if not wishes.is_on(member.practice_id):
        return _("Switched off for the whole practice.")
    return _("It comes to you by mail.") if wishes.wants(member) else _("It does not come to you.")


for line in (
    Line(Shelf.ANSWERING, gettext_noop("Targets"), "target", "inbox_settings:targets", _targets),
    Line(Shelf.ANSWERING, gettext_noop("Approvals"), "stamp", "approve:policy", _approvals),
    Line(Shelf.ANSWERING, gettext_noop("The coach"), "lightbulb", "coach:table", _coach),
    Line(
        Shelf.ANSWERING,
        gettext_noop("Snippets"),
        "text-quote",
        "snippets:list",
        _snippets,
        act=Act.WRITE_SNIPPETS,
    ),
    Line(
        Shelf.YOU,
        gettext_noop("Monday report"),
        "mail",
        "reports:weekly",
        _monday,
        act=Act.READ_REPORTS,
    ),
    Line(
        Shelf.RECORDS,
        gettext_noop("History from a file"),
        "history",
        "inbox_settings:history",
        _history,
    ),
    Line(Shelf.RECORDS, gettext_noop("People's data"), "shield-check", "data:page", _data),
):
    register_line(line)
