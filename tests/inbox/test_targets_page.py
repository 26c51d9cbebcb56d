"""The page of the targets: who may, what is kept, refused, and what a colleague did meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inbox.clock_lines import newest_policy
from inbox.domain.targets import DEFAULT_RULES, Basis, ClockKind, Line, Rule, dump_rules
from inbox.forms_targets import initial_of
from inbox.models import TargetPolicy
from inbox.target_words import in_words, ordered
from practice_hub.audit.models import AuditEvent
from tests.people import Person

URL = "/settings/targets/"


def form(rules: list[dict[str, Any]], based_on: int, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(rules),
        "form-INITIAL_FORMS": 0,
        "based_on": based_on,
        **more,
    }
    for number, rule in enumerate(rules):
        data |= {f"form-{number}-{k}": "" if v is None else v for k, v in rule.items()}
    return data


def defaults() -> list[dict[str, Any]]:
    return [initial_of(rule) for rule in ordered(DEFAULT_RULES)]


def post(person: Person, data: dict[str, Any], status: int) -> str:
    response = person.client.post(URL, data)
    assert response.status_code == status, response.content.decode()[:2000]
    return str(response.content.decode())


def test_rules_in_plain_words() -> None:
    assert in_words(DEFAULT_RULES[0]).line == (
        "Everyone, every network · Answer within 1 hour, by the clock · warning 30 minutes "
        "before · acceptable on the same business day · lost after 24 hours"
    )
    special = Rule(
        ClockKind.RESOLUTION,
        Line(Basis.OPEN, 90),
        Line(Basis.WALL, 3 * 24 * 60),
        network="X",
        category="COMPLAINT",
        urgency="HIGH",
        audience="PRIVATE",
        is_medical=False,
    )
    assert in_words(special).line == (
        "Complaint, high urgency, not medical, on X, in private · Resolve within 90 minutes of "
        "opening time · shown, no alert · acceptable within 3 days"
    )


def test_who_may(ana: Person, vera: Person, mona: Person, charlie: Person) -> None:
    policy = newest_policy(mona.practice.pk)
    for person in (ana, vera):
        assert person.client.get(URL).status_code == 403
        assert person.client.post(URL, form(defaults(), policy.pk)).status_code == 403
    # A stranger meets the targets of their own practice only.
    assert charlie.client.post(URL, form(defaults(), policy.pk)).status_code == 409
    assert not TargetPolicy.objects.filter(created_by__isnull=False).exists()
    page = mona.client.get(URL).content.decode()
    assert "Everyone, every network" in page
    assert "Back to the defaults" not in page


def test_saving_makes_a_version_only_when_something_changed(mona: Person) -> None:
    first = newest_policy(mona.practice.pk)
    post(mona, form(defaults(), first.pk), 302)
    assert newest_policy(mona.practice.pk) == first
    rules = defaults()
    rules[0] |= {"amount": 45, "unit": "MINUTES"}
    post(mona, form(rules, first.pk), 302)
    second = newest_policy(mona.practice.pk)
    assert (second.created_by, second.rules[0]["target"]["minutes"]) == (mona.user, 45)
    event = AuditEvent.objects.get(name="targets.changed")
    assert event.details == {"before": first.pk, "after": second.pk}
    first.refresh_from_db()
    assert first.rules == dump_rules(DEFAULT_RULES)
    post(mona, form(rules, second.pk, defaults="1"), 302)
    assert "Back to the defaults" not in mona.client.get(URL).content.decode()


def test_what_makes_no_sense_is_refused_and_stays_typed(mona: Person) -> None:
    policy = newest_policy(mona.practice.pk)
    for changes, words in (
        ({"amount": "soon"}, "Type a whole number"),
        ({"amount": ""}, "Type a number."),
        ({"amount": 61, "unit": "DAYS"}, "at most 60 days"),
        ({"warn_minutes": 60}, "Fewer minutes than the target has"),
        ({"second": "TIME", "second_hours": ""}, "Say after how many hours"),
        ({"amount": 30, "lost_hours": 29}, "before the target"),
        ({"urgency": "URGENT"}, "There is a line for exactly this already"),
    ):
        rules = defaults()
        rules[0] |= changes
        page = post(mona, form(rules, policy.pk), 422)
        assert words in page, changes
        assert "Nothing is saved yet" in page
    rules = defaults()
    rules[0] |= {"amount": 777, "DELETE": "on"}
    page = post(mona, form(rules, policy.pk), 422)
    assert "Keep one target that holds for everything" in page
    assert 'value="777"' in page
    assert newest_policy(mona.practice.pk) == policy


def test_one_more_line_keeps_what_was_typed(mona: Person) -> None:
    policy = newest_policy(mona.practice.pk)
    rules = defaults()
    rules[0] |= {"amount": 51, "unit": "MINUTES"}
    page = post(mona, form(rules, policy.pk, add="RESOLUTION"), 200)
    assert "A new line" in page
    assert 'value="51"' in page
    assert f'name="form-TOTAL_FORMS" value="{len(rules) + 1}"' in page
    assert newest_policy(mona.practice.pk) == policy


def test_a_colleague_was_faster(mona: Person, olga: Person) -> None:
    shown = newest_policy(mona.practice.pk)
    theirs, mine = defaults(), defaults()
    theirs[0] |= {"amount": 2}
    mine[0] |= {"amount": 40, "unit": "MINUTES"}
    post(olga, form(theirs, shown.pk), 302)
    for more in ({}, {"defaults": "1"}):
        page = post(mona, form(mine, shown.pk, **more), 409)
        assert f"Saved by {olga.user.name}" in page
        assert "Answer within 2 hours, by the clock" in page
    assert 'value="40"' in page
    after = newest_policy(mona.practice.pk)
    assert f'name="based_on" value="{after.pk}"' in page
    post(mona, form(mine, after.pk), 302)
    assert newest_policy(mona.practice.pk).rules[0]["target"]["minutes"] == 40


def test_examples_speak_the_practices_time(mona: Person, monkeypatch: Any) -> None:
    at = datetime(2026, 6, 3, 10, 0, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    local = at.astimezone(mona.practice.zone)
    page = mona.client.get(URL).content.decode()
    assert f"written now, {local:%a %H:%M}" in page
    assert f"<b>{local.replace(hour=local.hour + 1):%H:%M}</b>" in page
