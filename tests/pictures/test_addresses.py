"""What the server calls for a stranger, and what it never does. Pure but for the system's resolver
of numbers."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from practice_hub.pictures import names
from practice_hub.pictures.addresses import RefusedAddressError, is_public, looked_up, target_of
from practice_hub.pictures.fetching import PictureError, Why, fetch

OURS = (
    "127.0.0.1 127.255.0.9 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 "
    "100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 "
    "fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 "
    "::ffff:169.254.169.254 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe "
    "64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:0:808:808::1 nonsense"
)
PUBLIC = "8.8.8.8 172.32.0.1 100.128.0.1 2606:4700::1111 64:ff9b::808:808"


def test_only_public_addresses_count_as_public() -> None:
    assert [each for each in OURS.split() if is_public(each)] == []
    assert [each for each in PUBLIC.split() if not is_public(each)] == []


@pytest.mark.parametrize(
    "url",
    [
        *("http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://[::1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/", "http://0/"),
        *("http://localhost/", "http://LOCALHOST./", "http://127\u30020\u30020\u30021/"),
        *("http://\u2460\u2461\u2466.0.0.1/", "http://169.254.169.254/latest/meta-data/"),
        *(
            "https://8.8.8.8:22/",
            "http://8.8.8.8:6379/",
            "http://8.8.8.8:443/",
            "https://8.8.8.8:80/",
        ),
        *("http://name@8.8.8.8/", "http://8.8.8.8\\@127.0.0.1/", "http://8.8.8.8:x/", "http://[8/"),
        *("ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "data:image/png,x", ""),
        *("//8.8.8.8/", "http:///x", "http://a b/", "http://%31%32%37.0.0.1/", "http://a..b/"),
        *(f"http://{'a' * 64}.example/", "http://8.8.8.8/" + "a" * 5000),
    ],
)
def test_odd_ways_to_write_an_address_lead_nowhere(url: str) -> None:
    with pytest.raises((RefusedAddressError, OSError)):
        assert not looked_up(target_of(url))


def test_a_good_address_goes_out_as_machines_write_it() -> None:
    found = target_of("HTTPS://Bücher.example/ä b?q=ü#part")
    assert (found.host, found.port) == ("xn--bcher-kva.example", 443)
    assert found.path == "/%C3%A4%20b?q=%C3%BC"
    assert looked_up(target_of("http://8.8.8.8/x")) == ["8.8.8.8"]


def test_one_private_address_among_good_ones_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the resolver of a stranger could answer; the system's own cannot be told to."""

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, port)) for address in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(RefusedAddressError):
        looked_up(target_of("https://pictures.example/"))


def test_a_name_server_that_never_answers_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    real, is_over = socket.getaddrinfo, threading.Event()

    def silent(host: str, port: int, **options: Any) -> list[Any]:
        if host.endswith(".example"):
            is_over.wait(60)
            raise socket.gaierror("nobody there")
        return real(host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    began = time.monotonic()
    with pytest.raises(PictureError) as caught:
        fetch("https://pictures.example/a.png", all_seconds=0.2)
    assert caught.value.why is Why.AWAY
    for number in range(2 * names.MOST_AT_ONCE):
        with pytest.raises(TimeoutError):
            names.addresses_of(f"{number}.example", 443, seconds=0.01)
    assert time.monotonic() - began < 10, "each would take a minute"
    held_up = [each for each in threading.enumerate() if each.name == names.THREAD_NAME]
    assert len(held_up) == names.MOST_AT_ONCE
    with pytest.raises(TimeoutError):
        names.addresses_of("8.8.8.8", 443, seconds=5)
    is_over.set()
    for thread in held_up:
        thread.join(60)
    assert names.addresses_of("8.8.8.8", 443, seconds=60) == ["8.8.8.8"]


def test_the_town_is_reachable_where_it_was_named_and_nowhere_beside() -> None:
    named = ["http://127.0.0.1:8010"]
    assert looked_up(target_of("http://127.0.0.1:8010/media/1.png"), named) == ["127.0.0.1"]
    others = (
        "http://127.0.0.1:8011/ https://127.0.0.1:8010/ http://127.0.0.2:8010/ http://[::1]:8010/"
    )
    for url in others.split():
        with pytest.raises(RefusedAddressError):
            looked_up(target_of(url), named)
