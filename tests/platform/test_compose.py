"""The containers run what `up` runs, as nobody in particular, and can be asked how they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from practice_hub.env_file import COMPOSE_VARIABLES
from practice_hub.processes import GRACE_SECONDS, PROCESSES, Layout
from practice_hub.settings import env
from practice_hub.supervise import STOP_SECONDS
from tests.platform.helpers import ROOT

# The Compose Specification's own schema (Apache License 2.0, see the notice beside it).
SCHEMA = Path(__file__).with_name("schemas") / "compose-spec.json"
CONTAINER = Layout(
    python="python",
    host="0.0.0.0",
    port=8000,
    events_port=8001,
    sandbox_port=8010,
    data_dir=Path("/data"),
)
APP_SERVICES = ["migrate", *PROCESSES]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def test_the_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(compose)] == []


def test_the_schema_would_notice_a_mistake(compose: dict[str, Any]) -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    wrong = {**compose, "services": {"web": {"imagee": "x"}}}
    assert not validator.is_valid(wrong)


@pytest.mark.parametrize("name", sorted(PROCESSES))
def test_each_process_has_the_command_line_of_up(compose: dict[str, Any], name: str) -> None:
    assert compose["services"][name]["command"] == PROCESSES[name](CONTAINER)


def test_every_process_of_up_has_a_service_and_the_town_has_none(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*APP_SERVICES, "postgres", "redis", "proxy"}
    assert compose["services"]["postgres"]["image"] == "postgres:18"
    assert "sandbox" in (ROOT / ".dockerignore").read_text().split()
    assert "sandbox" not in re.findall(r"^COPY (\w+)", (ROOT / "Dockerfile").read_text(), re.M)


def test_every_service_that_stays_up_has_a_health_check(compose: dict[str, Any]) -> None:
    without = [
        name for name, service in compose["services"].items() if not service.get("healthcheck")
    ]
    assert without == ["migrate"]


def test_the_app_is_unprivileged_and_only_the_proxy_is_reachable(compose: dict[str, Any]) -> None:
    for name in APP_SERVICES:
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert [name for name, service in compose["services"].items() if "ports" in service] == [
        "proxy"
    ]
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.M)
    assert users[-1] not in {"root", "0"}


def test_data_lives_in_declared_volumes(compose: dict[str, Any]) -> None:
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])


def test_the_app_is_given_settings_that_exist(compose: dict[str, Any]) -> None:
    for name in APP_SERVICES:
        unknown = set(compose["services"][name]["environment"]) - set(env.variables)
        assert not unknown - {"PRACTICE_HUB_ENV"}


def test_sign_ins_are_counted_by_the_visitor_and_a_send_is_not_cut(
    compose: dict[str, Any],
) -> None:
    for name in APP_SERVICES:
        service = compose["services"][name]
        assert service["environment"]["ALLAUTH_TRUSTED_PROXY_COUNT"].endswith(":-1}")
        assert service["env_file"] == [{"path": ".env", "required": False}]
    grace = {name: compose["services"][name].get("stop_grace_period") for name in PROCESSES}
    assert int(grace["worker"].removesuffix("s")) > STOP_SECONDS
    assert int(grace["web"].removesuffix("s")) > GRACE_SECONDS


def test_every_variable_of_the_file_is_in_the_example() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    known = {*env.variables, *(variable.name for variable in COMPOSE_VARIABLES)}
    assert used <= known
    example = (ROOT / ".env.example").read_text()
    assert [name for name in sorted(used) if f"# {name}=" not in example] == []


def test_the_proxy_sends_events_to_the_stream_and_the_rest_to_the_pages() -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    upstreams = re.findall(r"reverse_proxy (\S+)", caddyfile)
    assert upstreams == [f"events:{CONTAINER.events_port}", f"web:{CONTAINER.port}"]


def test_the_image_can_gather_its_static_files(tmp_path: Path) -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    given = dict(re.findall(r"^ *(?:RUN |ENV )?(\w+)=(\S+)", dockerfile, re.M))
    names = {"SECRET_KEY", "CREDENTIAL_KEYS", "EMAIL_URL", "PRACTICE_HUB_ENV"}
    assert names <= set(given)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PRACTICE_HUB_ENV": given["PRACTICE_HUB_ENV"],
            "EMAIL_URL": given["EMAIL_URL"],
            "SECRET_KEY": "k" * 64,
            "CREDENTIAL_KEYS": os.environ["CREDENTIAL_KEYS"],
            "DATA_DIR": str(tmp_path / "data"),
            "STATIC_ROOT": str(tmp_path / "static"),
        },
        check=True,
    )
    assert (tmp_path / "static" / "staticfiles.json").is_file()
