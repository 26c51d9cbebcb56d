"""What is alive: the words for it, and the register of who can say something about it.

The kernel knows nothing of sources and answers, so whoever does registers a check here
(`register_check`), in `ready()` of its app.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

logger = logging.getLogger(__name__)


class State(StrEnum):
    OK = "OK"
    NOT_SET_UP = "NOT_SET_UP"
    SLOW = "SLOW"  # late, or needs a person soon; also what cannot be told right now
    DOWN = "DOWN"


_RANK = {state: rank for rank, state in enumerate(State)}
_WORDS = {
    State.OK: gettext_noop("Works"),
    State.NOT_SET_UP: gettext_noop("Not set up"),
    State.SLOW: gettext_noop("Slow"),
    State.DOWN: gettext_noop("Down"),
}
_TONES = {State.OK: "good", State.NOT_SET_UP: "", State.SLOW: "warn", State.DOWN: "bad"}
NOT_KNOWN = gettext_noop("Not known")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose health is asked for.

    `practice_id` None is everybody's: for who runs the server, never for a page. `may_wait`: a
    check may take some seconds, which a page may not.
    """

    now: datetime
    practice_id: int | None = None
    may_wait: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: one plain sentence, what to do, since when it is so; no secret and no text.

    `key` stays the same from look to look. `word` stands for the state's own where it says more.
    `path` is the page of ours that helps. `when`: what the time is the time of, marked
    and translated on the page; all else is in the language of now.
    """

    key: str
    name: str
    state: State
    sentence: str
    todo: str = ""
    since: datetime | None = None
    word: str = ""
    path: str = ""
    when: str = gettext_noop("since")

    @property
    def label(self) -> str:
        return self.word or _(_WORDS[self.state])

    @property
    def tone(self) -> str:
        return _TONES[self.state]


@dataclass(frozen=True, slots=True)
class Section:
    """What the checks under one heading have found; `name` is that of the first of them."""

    name: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def trouble(self) -> int:
        """0 when all is well; the more, the worse."""
        return _RANK[worst([self])]


Check = Callable[[Scope], Iterable[Finding]]
Watcher = Callable[[datetime], object]
_checks: dict[str, tuple[str, Check]] = {}
_watchers: dict[str, Watcher] = {}


def register_check(name: str, fn: Check, *, title: str = "") -> None:
    """Let `fn` speak under `title` on the health page and in `manage.py health`.

    `title` is marked here and translated where it is shown.
    Called for each page, so it reads and never asks a network. With `scope.practice_id` set it
    tells of that practice only.
    """
    _checks[name] = (title or name.capitalize(), fn)


def register_watcher(name: str, fn: Watcher) -> None:
    """Let a web process call `fn(now)` every half minute, for alerts that workers, who raise them
    otherwise, may be too dead to raise. It must be safe to run in several processes at once."""
    _watchers[name] = fn


def watchers() -> dict[str, Watcher]:
    return dict(_watchers)


def gather(scope: Scope) -> tuple[Section, ...]:
    """Ask every check. One that fails is told as not known: the others still speak."""
    found: dict[str, Section] = {}
    for name, (title, fn) in _checks.items():
        told = _asked(name, title, fn, scope)
        before = found.get(title)
        found[title] = (
            Section(before.name, _(title), before.findings + told)
            if before
            else Section(name, _(title), told)
        )
    return tuple(found.values())


def worst(sections: Iterable[Section]) -> State:
    """The state of all of it: what is not set up is no trouble."""
    states = [finding.state for section in sections for finding in section.findings]
    top = max(states, key=_RANK.__getitem__, default=State.OK)
    return top if top in (State.SLOW, State.DOWN) else State.OK


def not_known(key: str, name: str, why: str) -> Finding:
    """What cannot be told while something else is down; that other thing is the one to repair."""
    return Finding(key, name, State.SLOW, why, word=_(NOT_KNOWN))


def _asked(name: str, title: str, fn: Check, scope: Scope) -> tuple[Finding, ...]:
    try:
        return tuple(fn(scope))
    except DatabaseError:
        sentence = _("This cannot be told while the database does not answer.")
        return (not_known(name, _(title), sentence),)
    except Exception:
        logger.exception("the health check %s failed", name)
        sentence = _(
            "This could not be checked, because of a mistake in Practice Hub itself. The log has "
            "the details."
        )
        return (not_known(name, _(title), sentence),)
