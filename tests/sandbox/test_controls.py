"""The controls under /_sandbox, what stays over a restart, and where the sandbox refuses to run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import facebook
import pytest
import requests
import tweepy

from sandbox.ids import first_snowflake_at, snowflake_time
from sandbox.world import PRACTICE, World
from tests.support.loopback import x_client
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import ROOT, SandboxServer

WREN = {"key": "wren", "name": "Wren Abbot", "x_username": "wrenabbot"}


def run_sandbox(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (["--port", "0"], {"PRACTICE_HUB_ENV": "production"}, "does not start in production"),
        (["--port", "0"], {"DJANGO_ENV": "Production"}, "does not start in production"),
        (["--port", "0", "--host", "0.0.0.0"], {}, "this machine only"),
        (["--port", "many"], {}, "must be a number"),
        (["--port", "0", "--data-dir", "/proc/nowhere"], {}, "cannot be used"),
        (["--port", "0"], {"TOWN_SECONDS": "soon"}, "TOWN_SECONDS"),
    ],
)
def test_it_refuses_to_start_in_one_sentence(
    arguments: list[str], environ: dict[str, str], said: str
) -> None:
    ended = run_sandbox(*arguments, **environ)
    assert ended.returncode == 2
    assert said in ended.stderr and ended.stderr.count("\n") == 1


def test_a_port_or_folder_in_use_is_named(tmp_path: Path) -> None:
    with SandboxServer(data_dir=tmp_path) as running:
        port = running.base_url.rpartition(":")[2]
        ended = run_sandbox("--port", port)
        assert ended.returncode == 2 and f"Port {port}" in ended.stderr
        ended = run_sandbox("--port", "0", "--data-dir", str(tmp_path))
        assert ended.returncode == 2 and "already uses the folder" in ended.stderr


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with SandboxServer(data_dir=tmp_path) as first:
        first.reset([WREN], x_dialect="2.167")
        post = first.act("x_post", person="wren", text="@lumenlakeside hi", photo="cat|Mog")
        first.act("x_edit", post_id=post["id"], text="@lumenlakeside hello")
        first.act("x_dm", sender="wren", recipient="practice", text="psst")
        parent = first.act("fb_page_post", text="Hello")["id"]
        first.act("fb_comment", person="wren", parent_id=parent, text="hi", anonymous=True)
        first.act("fb_message", person="wren", text="hello?")
        first.act("story_add", record={"about": "wren", "outcome": "settled"})
        first.set_clock("2026-12-24T18:00:00Z", freeze=True)
        before = first.state()
    with SandboxServer(data_dir=tmp_path) as second:
        assert second.state() == before
        assert second.control("GET", "story")["story"] == [{"about": "wren", "outcome": "settled"}]
        assert second.configure()["x_dialect"] == "2.167"
        newer = second.act("x_post", person="wren", text="again")["id"]
        assert int(newer) > int(post["id"])


def test_nothing_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    first = SandboxServer(data_dir=tmp_path).start()
    first.reset([WREN])
    made = [first.act("x_post", person="wren", text=f"{index}")["id"] for index in range(20)]
    os.kill(first.pid, signal.SIGKILL)
    first.stop()
    with SandboxServer(data_dir=tmp_path) as second:
        assert [post["id"] for post in second.state()["x_posts"]] == made


def test_it_stops_at_once_while_a_call_is_slow(town_of_its_own: SandboxServer) -> None:
    server = town_of_its_own
    server.fault("slow", seconds=30)
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.base_url}/v26.0/me", timeout=0.3)
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 25  # the call would have taken 30


@pytest.fixture
def town_of_its_own() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def test_a_reset_keeps_the_practice_and_its_tokens(
    town: SandboxServer, account: dict[str, Any]
) -> None:
    town.act("revoke_token", value=account["graph_page_token"])
    town.act("x_post", person="wren", text="hello")
    people = town.reset([WREN])
    assert [person["key"] for person in people] == ["wren"]
    assert town.credentials() == account
    assert town.state()["x_posts"] == [] and town.requests() == []
    assert x_client(town.base_url, account).get_me()["data"]["id"] == account["x_user_id"]


def test_the_clock_can_be_set_advanced_and_stopped(x: tweepy.Client, town: SandboxServer) -> None:
    town.set_clock("2026-12-01T10:00:00Z", freeze=True)
    one = town.act("x_post", person="wren", text="one")
    two = town.act("x_post", person="wren", text="two")
    assert int(two["id"]) == int(one["id"]) + 1
    assert snowflake_time(one["id"]).isoformat() == "2026-12-01T10:00:00+00:00"
    assert town.advance(90).startswith("2026-12-01T10:01:30")
    created = x.get_tweet(one["id"], tweet_fields=["created_at"])["data"]["created_at"]
    assert created == "2026-12-01T10:00:00.000Z"
    town.control("POST", "clock", {"freeze": False})
    assert town.control("GET", "clock")["frozen"] is False
    with pytest.raises(AssertionError, match="400"):
        town.control("POST", "clock", {"speed": 2})


def test_the_log_keeps_what_was_asked_but_no_secret(
    x: tweepy.Client, graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    x.create_tweet(text="hello")
    graph.get_object("me", fields="name")
    graph.put_object("me", "feed", message="hi")
    calls = town.requests()
    assert [(call["method"], call["status"]) for call in calls] == [
        ("POST", 201),
        ("GET", 200),
        ("POST", 200),
    ]
    assert calls[0]["body"] == {"text": "hello"} and calls[0]["host"] == "api.twitter.com"
    assert calls[1]["query"]["fields"] == "name"
    assert calls[2]["body"]["message"] == "hi"
    for secret in ("graph_page_token", "x_access_token", "x_bearer_token"):
        assert account[secret] not in str(calls)
    assert len(town.requests("/feed$", "POST", "graph.facebook.com")) == 1
    town.clear_requests()
    assert town.requests() == []


@pytest.mark.parametrize(
    ("verb", "args", "said"),
    [
        ("close", {}, "no act named"),
        ("x_post", {"person": "nobody", "text": "hi"}, "Nobody in town"),
        ("x_post", {"who": "wren"}, "x_post"),
        ("fb_comment", {"person": "wren", "parent_id": "1", "text": "hi"}, "There is no Facebook"),
        ("x_edit", {"post_id": "1", "text": "hi"}, "There is no X post"),
        ("add_person", {"key": "A B", "name": "A", "x_username": "ab"}, "key"),
    ],
)
def test_an_act_that_cannot_be_done_says_why(
    town: SandboxServer, verb: str, args: dict[str, Any], said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        town.act(verb, **args)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Host": "elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_the_controls_are_closed_to_web_pages(town: SandboxServer, headers: dict[str, str]) -> None:
    answer = requests.get(
        f"{town.base_url}/_sandbox/state", headers=headers, timeout=PATIENCE_SECONDS
    )
    assert answer.status_code == 403


def test_hosts_and_paths_lead_to_the_networks(town: SandboxServer, account: dict[str, Any]) -> None:
    def get(path: str, **headers: str) -> requests.Response:
        return requests.get(town.base_url + path, headers=headers, timeout=PATIENCE_SECONDS)

    bearer = f"Bearer {account['x_bearer_token']}"
    for headers in ({}, {"Host": "api.x.com"}, {"X-Upstream-Host": "api.twitter.com"}):
        answer = get("/2/users/by/username/wrenabbot", Authorization=bearer, **headers)
        assert answer.json()["data"]["name"] == "Wren Abbot"
        assert answer.headers["api-version"] == "2.166"
    page = f"Bearer {account['graph_page_token']}"
    for path, headers in (
        ("/v26.0/me", {}),
        ("/me", {"X-Upstream-Host": "graph.facebook.com"}),
        ("/v25.0/me", {"Host": "graph.facebook.com"}),
    ):
        answer = get(path, Authorization=page, **headers)
        assert answer.json()["id"] == account["page_id"]
    assert answer.headers["facebook-api-version"] == "v25.0"


def test_addresses_of_the_real_x_lead_to_the_town(town: SandboxServer) -> None:
    post = town.act("x_post", person="wren", text="hello")["id"]
    for path in (f"/wrenabbot/status/{post}", f"/i/status/{post}", f"/i/web/status/{post}"):
        answer = requests.get(town.base_url + path, timeout=PATIENCE_SECONDS)
        assert answer.url == f"{town.base_url}/x/wrenabbot/status/{post}"
        assert answer.status_code == 200
    assert requests.get(f"{town.base_url}/i/status/1", timeout=PATIENCE_SECONDS).status_code == 404


def test_pictures_are_drawn(town: SandboxServer) -> None:
    for kind in ("cat", "flower", "selfie", "lake", "receipt", "cake", "unheard-of"):
        post = town.act("x_post", person="wren", text="", photo=f"{kind}|a <b> & c")
        media = next(m for m in town.state()["media"] if m["id"] == post["media_ids"][0])
        answer = requests.get(f"{town.base_url}/media/{media['id']}.png", timeout=PATIENCE_SECONDS)
        assert answer.status_code == 200 and b"IHDR" in answer.content[:20]
    for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        face = requests.get(f"{town.base_url}/media/avatar-wren.{kind}", timeout=PATIENCE_SECONDS)
        assert face.status_code == 200 and face.content.startswith(start)
    assert requests.get(f"{town.base_url}/media/1.png", timeout=PATIENCE_SECONDS).status_code == 404


def test_ids_agree_with_time_and_never_repeat() -> None:
    world = World()
    world.add_person(**WREN)
    at = world.clock.now()
    made = [world.x_post("wren", f"{index}", at=at) for index in range(50)]
    numbers = [int(post.id) for post in made]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= first_snowflake_at(at)
    assert {snowflake_time(number) for number in numbers} == {at}


def test_changed_counts_every_act_and_a_batch_once() -> None:
    world = World()
    world.add_person(**WREN)
    before = world.changed.counter
    world.x_post("wren", "one")
    assert world.changed.counter == before + 1
    with world.batch():
        for index in range(5):
            world.x_post(PRACTICE, f"{index}")
    assert world.changed.counter == before + 2


def test_a_full_page_of_mentions_is_quick(town: SandboxServer, account: dict[str, Any]) -> None:
    """A generous bound that only a quadratic mistake breaks; the benchmark measures."""
    client = x_client(town.base_url, account)
    for index in range(100):
        town.act("x_post", person="wren", text=f"@lumenlakeside so many {index} #words")
    client.return_type = requests.Response
    answer = client.get_users_mentions(
        account["x_user_id"],
        max_results=100,
        tweet_fields=["created_at", "entities", "public_metrics", "edit_controls", "lang"],
        expansions=["author_id", "entities.mentions.username"],
    )
    assert len(answer.json()["data"]) == 100
    assert answer.elapsed.total_seconds() < 0.5
