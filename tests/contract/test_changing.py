"""Every connector: a sent answer is changed where the network lets one, and pictures go along."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import requests

from listening.connectors.base import (
    Audience,
    Connector,
    ConnectorError,
    ErrorKind,
    MentionData,
    PictureData,
)
from tests.contract.drivers import Driver, target_of
from tests.contract.test_writing import ANSWER, heard
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import SandboxServer

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture
def item(driver: Driver, connector: Connector, town: SandboxServer, now: datetime) -> MentionData:
    return heard(connector, driver, driver.say(town, driver.public.kind, "do you do veins?"), now)


def pictures_of(town: SandboxServer, item_id: str) -> list[dict[str, Any]]:
    """The pictures of one answer, as the town has them."""
    state = town.state()
    known = {media["id"]: media for media in state["media"]}
    ids = [each for post in state["x_posts"] if post["id"] == item_id for each in post["media_ids"]]
    ids += [each["media_id"] for each in state["fb_comments"] if each["id"] == item_id]
    return [known[each] for each in ids if each]


@pytest.mark.parametrize("number", [1, 4])
def test_pictures_go_out_with_their_descriptions(
    driver: Driver,
    connector: Connector,
    town: SandboxServer,
    item: MentionData,
    now: datetime,
    number: int,
) -> None:
    number = min(number, connector.capabilities.pictures_per_reply)
    pictures = tuple(PictureData("image/png", f"Our door, {n}", PNG) for n in range(number))
    target = target_of(item)
    sent = connector.publish_reply(target, ANSWER, now=now, pictures=pictures)
    shown = pictures_of(town, sent.external_id)
    assert [media["alt_text"] for media in shown] == [p.alt_text for p in pictures]
    assert (
        requests.get(
            f"{town.base_url}/media/{shown[0]['id']}.png", timeout=PATIENCE_SECONDS
        ).content
        == PNG
    )
    found = connector.find_reply(target, ANSWER, audience=Audience.PUBLIC, since=now)
    assert found is not None and found.external_id == sent.external_id


def test_a_picture_that_fails_leaves_no_answer(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    wrong = PictureData("image/png", "No picture at all", b"hello")
    with pytest.raises(ConnectorError) as caught:
        connector.publish_reply(target_of(item), ANSWER, now=now, pictures=(wrong,))
    assert caught.value.kind is ErrorKind.REFUSED
    town.fault("drop", match={"method": "POST"}, when="after")  # of the upload, not of the answer
    right = replace(wrong, data=PNG)
    with pytest.raises(ConnectorError) as caught:
        connector.publish_reply(target_of(item), ANSWER, now=now, pictures=(right,))
    assert caught.value.kind is ErrorKind.TRANSIENT
    assert driver.answers(town, item.external_id) == []


def test_a_sent_answer_can_be_changed_where_the_network_lets_one(
    driver: Driver, connector: Connector, town: SandboxServer, item: MentionData, now: datetime
) -> None:
    target = target_of(item)
    sent = connector.publish_reply(target, ANSWER, now=now)
    if not connector.capabilities.can_edit_reply:
        with pytest.raises(ConnectorError) as caught:
            connector.edit_reply(target, sent.external_id, "Thank you!", now=now)
        assert caught.value.kind is ErrorKind.UNSUPPORTED
        return
    for _ in range(2):  # twice is once
        changed = connector.edit_reply(target, sent.external_id, "Thank you & hello!", now=now)
        assert changed.external_id == sent.external_id
    assert driver.answers(town, item.external_id) == ["Thank you & hello!"]
    assert connector.find_edit(sent.external_id, "Thank you & hello!") is not None
    assert connector.find_edit(sent.external_id, ANSWER) is None
    driver.delete(town, sent.external_id)
    with pytest.raises(ConnectorError) as caught:
        connector.edit_reply(target, sent.external_id, "Too late", now=now)
    assert caught.value.kind is ErrorKind.GONE
    assert connector.find_edit(sent.external_id, "Too late") is None


@pytest.mark.parametrize("is_applied", [True, False])
def test_an_edit_of_unknown_outcome_is_settled_by_reading(
    driver: Driver,
    connector: Connector,
    town: SandboxServer,
    item: MentionData,
    now: datetime,
    is_applied: bool,
) -> None:
    if not connector.capabilities.can_edit_reply:
        pytest.skip(f"{connector.capabilities.network_name} has no edits by its API")
    sent = connector.publish_reply(target_of(item), ANSWER, now=now)
    town.fault("drop", match={"method": "POST"}, when="after" if is_applied else "before")
    with pytest.raises(ConnectorError) as caught:
        connector.edit_reply(target_of(item), sent.external_id, "Mended", now=now)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    assert (connector.find_edit(sent.external_id, "Mended") is not None) is is_applied
