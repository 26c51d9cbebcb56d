"""Settings are read with types; every mistake is named, all at once, without its secret."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from practice_hub.env import Env, EnvError
from practice_hub.env_file import read_env_file, render_example
from practice_hub.service_urls import (
    DATABASE_PATIENCE,
    KEEP_CONNECTION_SECONDS,
    celery_broker,
    database_from_url,
    email_from_url,
    redis_kwargs,
)

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
PRODUCTION = {"PRACTICE_HUB_ENV": "production"}


def test_values_are_typed_and_blank_means_the_default() -> None:
    env = Env(
        {
            "A": "7",
            "B": "Yes",
            "C": " x, y ,",
            "D": "2h",
            "E": "",
            "F": "~/x",
            "G": "1.5",
            "I": "",
        }
    )
    assert env.int("A", default=1, help="a") == 7
    assert env.bool("B", default=False, help="b") is True
    assert env.list("C", default=[], help="c") == ["x", "y"]
    assert env.seconds("D", default=1, help="d") == 7200
    assert env.str("E", default="blank", help="e") == "blank"
    assert env.path("F", default="data", help="f") == Path.home() / "x"
    assert env.float("G", default=0.0, help="g") == 1.5
    assert env.bool("H", default=True, help="h") is True
    assert env.path("I", default="data", help="i") == Path("data").absolute()
    env.check()


def test_every_problem_is_named_at_once_with_what_to_do() -> None:
    env = Env({"PORT": "eighty", "DEBUG": "maybe", "HOME_URL": "ftp://x", "MODE": "loud"})
    env.int("PORT", default=8000, help="Port of the pages.")
    env.bool("DEBUG", default=False, help="Debug pages.")
    env.url("HOME_URL", default="", help="Address of the site.")
    env.choice("MODE", ["soft", "hard"], default="soft", help="How it is done.")
    env.str("MUST", help="A name that has to be given")
    with pytest.raises(EnvError) as caught:
        env.check()
    assert caught.value.problems == [
        'PORT is wrong: "eighty" is not a whole number. Its meaning: Port of the pages.',
        'DEBUG is wrong: "maybe" is neither yes nor no (write true or false). '
        "Its meaning: Debug pages.",
        "HOME_URL is wrong: it must begin with http:// or https://. "
        "Its meaning: Address of the site.",
        'MODE is wrong: "loud" is not one of soft, hard. Its meaning: How it is done.',
        "MUST is missing: set it in the environment or in .env. "
        "Its meaning: A name that has to be given.",
    ]


@pytest.mark.parametrize(
    ("raw", "words"), [("0", "below the smallest"), ("65536", "above the largest")]
)
def test_a_port_has_bounds(raw: str, words: str) -> None:
    env = Env({"PORT": raw})
    env.port("PORT", default=8000, help="Port.")
    assert words in env.problems[0]


def test_secrets_are_required_in_production(tmp_path: Path) -> None:
    env = Env({**PRODUCTION, "DATA_DIR": str(tmp_path)})
    env.secret("SECRET_KEY", help="Signs sessions.")
    env.secrets("CREDENTIAL_KEYS", help="Encrypts tokens.")
    assert [problem.split(":")[0] for problem in env.problems] == [
        "SECRET_KEY is missing",
        "CREDENTIAL_KEYS is missing",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_secret_is_never_repeated() -> None:
    env = Env({**PRODUCTION, "SECRET_KEY": "hush-hush", "CREDENTIAL_KEYS": f"{KEY},not-a-key"})
    env.secret("SECRET_KEY", help="Signs sessions.")
    env.secrets("CREDENTIAL_KEYS", help="Encrypts tokens.")
    told = " ".join(env.problems)
    assert "9 characters and needs at least 50" in told
    assert "key number 2 is not 32 bytes" in told
    assert "hush" not in told
    assert "not-a-key" not in told
    assert KEY not in told


def test_outside_production_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    def read() -> tuple[str, list[str]]:
        env = Env({"DATA_DIR": str(tmp_path / "new")})
        env.path("DATA_DIR", default="data", help="Data.")
        values = env.secret("SECRET_KEY", help="s"), env.secrets("CREDENTIAL_KEYS", help="c")
        env.check()
        return values

    first = read()
    assert read() == first
    assert len(first[0]) >= 50
    file = tmp_path / "new" / "secrets.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["secrets.json"]


def test_a_spoilt_key_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"SECRET_KEY": "x"}))
    env = Env({"DATA_DIR": str(tmp_path)})
    env.secret("SECRET_KEY", help="Signs sessions.")
    assert "restore it from a backup" in env.problems[0]
    assert json.loads(file.read_text()) == {"SECRET_KEY": "x"}


def test_a_folder_that_cannot_hold_keys_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    env = Env({"DATA_DIR": str(tmp_path / "file" / "data")})
    env.secret("SECRET_KEY", help="Signs sessions.")
    assert "set DATA_DIR to another one" in env.problems[0]


def test_env_file_is_read_below_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "# comment\n\nexport FIRST='one two'\nSECOND=2 # two\nTHIRD=\nFOURTH=a#b\n"
    )
    monkeypatch.delenv("PRACTICE_HUB_ENV")
    monkeypatch.setenv("SECOND", "3")
    env = Env.load(tmp_path)
    names = ("FIRST", "SECOND", "THIRD", "FOURTH")
    values = [env.str(name, default="default", help=name) for name in names]
    assert values == ["one two", "3", "default", "a#b"]


def test_a_line_of_the_env_file_that_means_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nwhat is this\n")
    with pytest.raises(EnvError, match=r"Line 2 of \.env is not of the form NAME=value"):
        read_env_file(tmp_path / ".env")


def test_example_shows_meaning_form_and_default_relative_to_the_product(tmp_path: Path) -> None:
    env = Env({})
    env.path("DATA_DIR", default=str(tmp_path / "data"), help="Where data is kept")
    env.str("MUST", help="Has to be given.")
    text = render_example(env.variables, tmp_path)
    assert "# Where data is kept. (file or folder)\n# DATA_DIR=data\n" in text
    assert "# Has to be given. (text, required)\n# MUST=\n" in text


def test_database_addresses() -> None:
    config = database_from_url("postgresql://me:p%40ss@db.example:5433/hub?sslmode=require")
    assert config == {
        "ENGINE": "practice_hub.database",
        "NAME": "hub",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {**DATABASE_PATIENCE, "sslmode": "require"},
        "CONN_MAX_AGE": KEEP_CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }
    patient = database_from_url("postgresql://db.example/hub?connect_timeout=30")
    assert patient["OPTIONS"] == {**DATABASE_PATIENCE, "connect_timeout": "30"}
    assert database_from_url("postgresql://postgres@/hub?host=/run/pg")["HOST"] == "/run/pg"


def test_redis_addresses() -> None:
    assert redis_kwargs("redis://:pw@127.0.0.1:7000/2") == {
        "host": "127.0.0.1",
        "port": 7000,
        "db": 2,
        "password": "pw",
    }
    assert redis_kwargs("unix:///run/r.sock?db=1") == {"unix_socket_path": "/run/r.sock", "db": 1}
    assert celery_broker("unix:///run/r.sock?db=1") == "redis+socket:///run/r.sock?virtual_host=1"
    assert celery_broker("redis://h/0") == "redis://h/0"
    assert celery_broker("rediss://h/0") == "rediss://h/0?ssl_cert_reqs=required"
    assert celery_broker("rediss://h/0?a=b") == "rediss://h/0?a=b&ssl_cert_reqs=required"
    assert celery_broker("rediss://h?ssl_cert_reqs=none") == "rediss://h?ssl_cert_reqs=none"


def test_mail_addresses() -> None:
    mail = email_from_url("smtp://me:p%40@mail.example?tls=1")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_HOST_PASSWORD"]) == (
        "mail.example",
        587,
        "p@",
    )
    assert mail["EMAIL_USE_TLS"] and not mail["EMAIL_USE_SSL"]
    assert email_from_url("smtps://mail.example")["EMAIL_PORT"] == 465
    assert email_from_url("console://")["EMAIL_BACKEND"].endswith("console.EmailBackend")
