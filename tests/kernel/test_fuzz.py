"""Nothing that anybody sends makes a 500: every address, fields of every kind, many odd bodies.

`make test` asks few and always the same; `make fuzz N=…` asks many new ones and says how to see a
failure again.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, Phase, given, settings

from practice_hub.practices.models import Practice
from practice_hub.roles import Role
from tests.kernel.fuzz_learning import Learned
from tests.kernel.fuzz_values import Case, cases
from tests.kernel.fuzzing import Errors, Target, ask, request_of, targets, wrong_with
from tests.kernel.url_acts import URL_ACTS
from tests.kernel.visitors import Visitor
from tests.kernel.world import World, build
from tests.support.answers import trusted

MANY = int(os.environ.get("FUZZ_EXAMPLES", "0"))
# Pages that have most of the forms.
RICH = frozenset(
    {
        *("inbox:list", "inbox:conversation", "approve:page", "callbacks:page", "roster:page"),
        *("people:settings", "people:list", "listening:sources", "alerts:settings"),
        *("snippets:snippet", "reports:overview", "inbox_settings:targets"),
    }
)


@pytest.fixture
def world(practice: Practice) -> World:
    return build(practice)


@pytest.fixture(autouse=True)
def _as_it_is(settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.SESSION_CACHE_ALIAS = "process"


def learn(visitor: Visitor, known: list[Target]) -> Learned:
    """Every page once, and every form once empty; few of them when there is little time."""
    learned, factory = Learned(), RequestFactory()
    known = [target for target in known if MANY or target.name in RICH]
    for method in ("GET", "POST"):
        for target in known:
            if method not in URL_ACTS[target.name].methods:
                continue
            path = target.path()
            request = trusted(factory.generic(method, path, HTTP_COOKIE=visitor.cookies))
            learned.listen(request, target.name)
            response, body, _ = ask(request, visitor)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                learned.read_page(path, body.decode())
    return learned


def served(target: Target, is_post: bool) -> bool:
    row = URL_ACTS[target.name]
    return row.post if is_post else not row.get


def told(case: Case) -> str:
    """Short enough to be read."""
    return re.sub(r"(.)\1{20,}", r"\1\1…\1", repr(case))[:1500]


# Sessions are in a cache of this process here, which is asked for any cookie; the hub's are in its
# table, for which a key that is too long is only one that it does not have.
@pytest.mark.filterwarnings("ignore::django.core.cache.CacheKeyWarning")
@pytest.mark.timeout(0 if MANY else 300)
def test_nothing_that_is_sent_breaks_a_page(world: World) -> None:
    Visitor.handler.load_middleware()
    visitors = [
        Visitor("owner", world.people[Role.OWNER].user, Role.OWNER),
        Visitor("agent", world.people[Role.AGENT].user, Role.AGENT),
        Visitor("anonymous", None),
    ]
    known = targets(world)
    learned = learn(visitors[0], known)
    wrong: dict[str, str] = {}
    answers: Counter[int] = Counter()

    @settings(
        max_examples=MANY or 100,
        derandomize=not MANY,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(addresses=len(known)))
    def send(case: Case) -> None:
        target, visitor, errors = known[case.address], visitors[case.visitor], Errors()
        if not case.is_twice:  # else now and then with a method that is not served
            case = replace(case, is_post=served(target, case.is_post))
        with errors.listening():
            response, body, tables = ask(request_of(target, case, learned, visitor), visitor)
        answers[response.status_code] += 1
        for each in errors.seen + wrong_with(response, body, tables, target.name):
            if (found := f"{target.name}: {each}") not in wrong:
                wrong[found] = told(case)
                print(found, wrong[found], sep="\n  ", flush=True)  # a long run tells at once

    send()
    print(dict(answers))
    assert not wrong, "\n\n".join(f"{name}\n  {case}" for name, case in wrong.items())
