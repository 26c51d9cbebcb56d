"""Every connector: an answer goes out once, and can be found again when nobody knows."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from listening.connectors.base import (
    Audience,
    Connector,
    ConnectorError,
    ErrorKind,
    FeedKind,
    MentionData,
    Target,
    TargetState,
)
from listening.connectors.registry import build
from tests.contract.drivers import DRIVERS, Driver, settings_for, target_of
from tests.contract.fault_table import CONNECTOR_WRITES, Row
from tests.support.sandbox_server import SandboxServer

every_row = pytest.mark.parametrize(
    ("driver", "row"),
    [
        pytest.param(driver, row, id=row.name)
        for driver in DRIVERS
        for row in CONNECTOR_WRITES
        if row.network == driver.network.value
    ],
)
ANSWER = "Thank you & see you soon: alder.example/book  <3"


def heard(connector: Connector, driver: Driver, item_id: str, now: datetime) -> MentionData:
    pages = connector.fetch(driver.public, {}, now=now)
    return next(item for page in pages for item in page.items if item.external_id == item_id)


def meeting(row: Row, driver: Driver, town: SandboxServer) -> Connector:
    """Waits less than the town's slowness lasts, and for anything else as long as it takes."""
    return build(driver.network, driver.credentials(town), settings_for(town, row.patience))


@pytest.fixture
def item(driver: Driver, connector: Connector, town: SandboxServer, now: datetime) -> MentionData:
    return heard(connector, driver, driver.say(town, driver.public.kind, "do you do veins?"), now)


def test_a_reply_appears_once_and_is_found(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    target = target_of(item)
    sent = connector.publish_reply(target, ANSWER, now=now)
    (answer,) = driver.answers(town, item.external_id)
    assert answer.endswith("see you soon: alder.example/book  <3")
    found = connector.find_reply(target, ANSWER, audience=Audience.PUBLIC, since=now)
    assert found is not None and found.external_id == sent.external_id
    assert len(town.requests(path=driver.public_write, method="POST")) == 1
    pages = connector.fetch(driver.public, {}, now=now)
    seen = {each.external_id: each.is_own for page in pages for each in page.items}
    assert seen.get(sent.external_id, True) is True


def test_another_text_or_an_older_one_is_not_our_reply(
    driver: Driver, connector: Connector, item: MentionData, now: datetime
) -> None:
    target = target_of(item)
    connector.publish_reply(target, ANSWER, now=now)
    for text, since in (("Something else", now), (ANSWER, now + timedelta(hours=1))):
        assert connector.find_reply(target, text, audience=Audience.PUBLIC, since=since) is None


def test_the_same_words_under_another_item_are_not_our_reply(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    other = heard(connector, driver, driver.say(town, driver.public.kind, "and freckles?"), now)
    connector.publish_reply(target_of(other), ANSWER, now=now)
    found = connector.find_reply(target_of(item), ANSWER, audience=Audience.PUBLIC, since=now)
    assert found is None


@pytest.mark.parametrize("is_applied", [True, False])
def test_an_unknown_outcome_is_settled_by_looking(
    driver: Driver,
    connector: Connector,
    town: SandboxServer,
    item: MentionData,
    now: datetime,
    is_applied: bool,
) -> None:
    target = target_of(item)
    when = "after" if is_applied else "before"
    town.fault("drop", match={"method": "POST"}, when=when)
    with pytest.raises(ConnectorError) as caught:
        connector.publish_reply(target, ANSWER, now=now)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    found = connector.find_reply(target, ANSWER, audience=Audience.PUBLIC, since=now)
    assert (found is not None) is is_applied
    assert len(driver.answers(town, item.external_id)) == is_applied


def test_sending_the_same_twice_is_refused_for_good(
    driver: Driver, connector: Connector, item: MentionData, now: datetime
) -> None:
    target = target_of(item)
    connector.publish_reply(target, ANSWER, now=now)
    with pytest.raises(ConnectorError) as caught:
        connector.publish_reply(target, ANSWER, now=now)
    assert caught.value.kind in (ErrorKind.DUPLICATE, ErrorKind.REFUSED, ErrorKind.BLOCKED)
    assert caught.value.is_permanent


def test_a_private_message_is_sent_once_and_found(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    driver.say(town, FeedKind.MESSAGES, "may I write here?")
    pages = connector.fetch(driver.private, {}, now=now)
    target = target_of(next(each for page in pages for each in page.items))
    sent = connector.send_private(target, ANSWER, now=now)
    assert driver.private_texts(town, "ona") == [ANSWER]
    found = connector.find_reply(target, ANSWER, audience=Audience.PRIVATE, since=now)
    assert found is not None and found.external_id == sent.external_id
    pages = connector.fetch(driver.private, {}, now=now)
    own = {each.external_id for page in pages for each in page.items if each.is_own}
    assert own == {sent.external_id}


def test_a_private_message_opens_from_a_public_item(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    assert item.can_reply_privately
    target = target_of(item)
    sent = connector.send_private(target, ANSWER, now=now)
    assert driver.private_texts(town, "ona") == [ANSWER]
    found = connector.find_reply(target, ANSWER, audience=Audience.PRIVATE, since=now)
    assert found is not None and found.external_id == sent.external_id


def test_a_deleted_target_is_gone(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    assert connector.check_target(target_of(item)) is TargetState.OK
    driver.delete(town, item.external_id)
    assert connector.check_target(target_of(item)) is TargetState.GONE
    with pytest.raises(ConnectorError) as caught:
        connector.publish_reply(target_of(item), ANSWER, now=now)
    assert caught.value.kind is ErrorKind.GONE


def test_an_edited_target_can_be_answered(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    driver.edit(town, item.external_id, "do you do veins on legs?")
    edited = heard(connector, driver, item.external_id, now)
    for each in (edited, item):  # also by what was known before the edit
        assert connector.check_target(target_of(each)) is TargetState.OK
    sent = connector.publish_reply(target_of(edited), ANSWER, now=now)
    found = connector.find_reply(target_of(edited), ANSWER, audience=Audience.PUBLIC, since=now)
    assert found is not None and found.external_id == sent.external_id


def test_nothing_is_found_under_what_is_gone(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    driver.delete(town, item.external_id)
    for target in (target_of(item), replace(target_of(item), thread_id="")):
        found = connector.find_reply(target, ANSWER, audience=Audience.PUBLIC, since=now)
        assert found is None


@every_row
def test_every_failure_of_a_write_has_its_kind(
    driver: Driver, row: Row, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    town.fault(row.kind, match={"method": "POST"}, times=None, **row.details)
    with pytest.raises(ConnectorError) as caught:
        meeting(row, driver, town).publish_reply(target_of(item), ANSWER, now=now)
    kind = "UNKNOWN_OUTCOME" if row.becomes == "TRANSIENT" else row.becomes
    assert caught.value.kind is ErrorKind(kind)
    assert (caught.value.retry_at is not None) is (kind == "RATE_LIMIT")


def test_a_failure_in_the_middle_keeps_the_pages_before_it(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    start = datetime.now(UTC) - timedelta(hours=5)
    expected = set()
    for index in range(130):
        at = (start + timedelta(minutes=index)).isoformat()
        expected.add(driver.say(town, driver.public.kind, f"n {index}", at=at))
    town.fault("server_error", match={"method": "GET"}, skip=1, status=500)
    seen: set[str] = set()
    cursor = {}
    with pytest.raises(ConnectorError) as caught:
        for page in connector.fetch(driver.public, {}, now=now):
            seen |= {each.external_id for each in page.items}
            cursor = page.next_cursor
    assert caught.value.kind is ErrorKind.TRANSIENT
    for page in connector.fetch(driver.public, cursor, now=now):
        seen |= {each.external_id for each in page.items}
    assert expected <= seen


def test_verify_tells_whose_token_it_is(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    info = connector.verify(now=now)
    assert info.external_id == driver.credentials(town).account_external_id
    assert info.display_name and info.scopes
    driver.revoke(town)
    with pytest.raises(ConnectorError) as caught:
        connector.verify(now=now)
    assert caught.value.kind is ErrorKind.AUTH


def test_limits_are_told(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    list(connector.fetch(driver.public, {}, now=now))
    windows = connector.rate_windows()
    assert windows and all(window.bucket for window in windows)
    assert any(window.used_percent is not None for window in windows)


def test_secrets_stay_out_of_errors_and_logs(
    driver: Driver,
    connector: Connector,
    town: SandboxServer,
    item: MentionData,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    list(connector.fetch(driver.public, {}, now=now))
    errors: list[ConnectorError] = []
    for fault in ("token_expired", "drop", "truncated_json", "server_error"):
        town.fault(fault, match={"method": "POST"})
        with pytest.raises(ConnectorError) as caught:
            connector.publish_reply(target_of(item), f"Answer {fault}", now=now)
        errors.append(caught.value)
    nowhere = "http://127.0.0.1:9"
    settings = replace(settings_for(town), x_api_base_url=nowhere, graph_api_base_url=nowhere)
    dead = build(driver.network, driver.credentials(town), settings)
    with pytest.raises(ConnectorError) as caught:
        dead.verify(now=now)
    errors.append(caught.value)
    told = caplog.text + "".join(
        f"{error!r} {error.detail} {error.__context__!r}" for error in errors
    )
    for name, secret in driver.credentials(town).values.items():
        if name not in ("page_id", "app_id"):
            assert secret not in told, name
    assert all(error.__cause__ is None and error.__context__ is None for error in errors)


def test_a_target_that_names_nobody_is_refused_before_the_call(
    driver: Driver, connector: Connector, town: SandboxServer, now: datetime
) -> None:
    town.clear_requests()
    with pytest.raises(ConnectorError) as caught:
        connector.send_private(Target("404404404404404404"), "Hello", now=now)
    assert caught.value.is_permanent
