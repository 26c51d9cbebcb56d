"""The units of systemd run what `up` runs, let it stop in its own time, and may do little else."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

from practice_hub.processes import GRACE_SECONDS, PROCESSES, Layout
from practice_hub.settings import env
from practice_hub.supervise import STOP_SECONDS
from tests.platform.helpers import ROOT
from tests.platform.systemd_words import KNOWN

FOLDER = ROOT / "deploy" / "systemd"
PYTHON = "/opt/practice-hub/current/.venv/bin/python"
UNITS = ["practice-hub", *(f"practice-hub-{name}" for name in PROCESSES)]
LAYOUT = Layout(
    python=PYTHON,
    host="${LISTEN}",
    port=8000,
    events_port=8001,
    sandbox_port=8010,
    data_dir=Path("/var/lib/practice-hub"),
)


class UnitParser(configparser.RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr  # systemd knows capitals


def unit(name: str) -> dict[str, str]:
    """The [Service] of a unit; of words that may come again only the last counts."""
    parser = UnitParser(strict=False)
    parser.read(FOLDER / f"{name}.service")
    return dict(parser["Service"])


def settings_in(path: Path) -> dict[str, str]:
    lines = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", path.read_text(), re.M)
    return dict(lines)


def test_each_unit_runs_what_up_runs() -> None:
    found = {name: shlex.split(unit(f"practice-hub-{name}")["ExecStart"]) for name in PROCESSES}
    assert found == {name: command(LAYOUT) for name, command in PROCESSES.items()}
    assert shlex.split(unit("practice-hub")["ExecStart"]) == [PYTHON, "manage.py", "up"]
    assert {path.stem for path in FOLDER.glob("*.service")} == set(UNITS)


def test_a_stop_takes_the_time_it_needs_and_reaches_the_first_process_alone() -> None:
    least = {
        "practice-hub": 2 * STOP_SECONDS + 60,  # beat, then the workers, then two servers
        "practice-hub-web": GRACE_SECONDS,
        "practice-hub-worker": STOP_SECONDS,
    }
    for name in UNITS:
        found = unit(name)
        assert int(found["TimeoutStopSec"]) > least.get(name, 5), name
        assert (found["KillMode"], found["Restart"]) == ("mixed", "always")
        assert (found["EnvironmentFile"], found["User"]) == (
            "/etc/practice-hub.env",
            "practice-hub",
        )


def test_no_unit_may_do_more_than_write_its_own_data() -> None:
    for name in UNITS:
        found = unit(name)
        assert (found["ProtectSystem"], found["NoNewPrivileges"]) == ("strict", "yes")
        assert (found["CapabilityBoundingSet"], found["UMask"]) == ("", "0077")
        assert found["StateDirectory"] == "practice-hub"


def test_the_file_of_settings_names_settings_that_exist_and_what_production_needs() -> None:
    given = settings_in(FOLDER / "practice-hub.env.example")
    assert set(given) <= set(env.variables)
    assert given["DATA_DIR"] == str(LAYOUT.data_dir)
    assert given["STATIC_ROOT"].startswith(given["DATA_DIR"])  # all else is read-only
    needed = {"SECRET_KEY", "CREDENTIAL_KEYS", "PUBLIC_URL", "ALLOWED_HOSTS", "EMAIL_URL"}
    assert needed | {"PRACTICE_HUB_ENV", "ALLAUTH_TRUSTED_PROXY_COUNT"} <= set(given)


def test_systemd_knows_every_word_of_them() -> None:
    files = [*FOLDER.glob("*.service"), *FOLDER.glob("*.target")]
    assert len(files) == len(UNITS) + 1
    for path in files:
        assert unknown_words(path.read_text()) == [], path.name
    wrong = "[Service]\nTimeoutStopSeconds=5\nPartOf=a.target\n[Instal]\nWantedBy=b.target\n"
    assert unknown_words(wrong) == [
        *("Service TimeoutStopSeconds", "Service PartOf"),  # a word of another section
        "Instal WantedBy",
    ]


def unknown_words(text: str) -> list[str]:
    parser = UnitParser(strict=False)
    parser.read_string(text)
    pairs = [(section, word) for section in parser.sections() for word in parser[section]]
    return [f"{section} {word}" for section, word in pairs if word not in KNOWN.get(section, ())]


def test_nginx_hides_the_inside_and_does_not_hold_events_back() -> None:
    found = (ROOT / "deploy" / "nginx" / "practice-hub.conf").read_text()
    assert found.count("proxy_buffering off") == 1
    assert "X-Forwarded-For $remote_addr" in found
    assert "$proxy_add_x_forwarded_for" not in found  # what a visitor claims would count
    for inside in ("/readyz", "/metrics"):
        assert f"location = {inside} {{ return 404; }}" in found
