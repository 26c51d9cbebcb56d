"""`manage.py rotate_keys`: everything under a new key, nothing lost on the way (P1)."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from listening import crypto
from listening.models import NetworkAccount
from practice_hub import rotation, vault
from practice_hub.audit.models import AuditEvent
from practice_hub.keyfile import generated_keys, read_keys, replace_credential_keys
from practice_hub.practices.models import Practice, User
from tests.people import Person

SECRETS = {"access_token": "a-token-to-keep"}
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _key() -> str:
    return Fernet.generate_key().decode()


def _account(practice: Practice, number: int) -> NetworkAccount:
    return NetworkAccount.objects.create(
        practice=practice, network="X", external_id=str(number), credentials=crypto.encrypt(SECRETS)
    )


def _run(*options: str) -> tuple[str, int]:
    """What it says, and its exit status."""
    out = io.StringIO()
    try:
        call_command("rotate_keys", *options, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    generated_keys(tmp_path)
    settings.CREDENTIAL_KEYS_FILE = tmp_path / "secrets.json"
    return tmp_path / "secrets.json"


def test_the_key_file_gets_a_new_key_and_everything_is_under_it(
    practice: Practice, ana: Person, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [_account(practice, number) for number in range(3)]
    TOTP.activate(ana.user, SEED)
    codes = RecoveryCodes.activate(ana.user)
    RecoveryCodes.activate(ana.user).validate_code(codes.generate_codes()[0])
    unused = RecoveryCodes.activate(ana.user).get_unused_codes()
    [old] = vault.known_keys()

    told, status = _run("--dry-run")
    assert status == 0 and f"3 with {vault.name_of(old)}" in told and vault.known_keys() == [old]

    # Killed after the first row: the new key is known, and what was done stays done.
    original, done = vault.reseal, []

    def dies(sealed: bytes) -> bytes:
        if done:
            raise KeyboardInterrupt
        done.append(1)
        return original(sealed)

    monkeypatch.setattr(vault, "reseal", dies)
    with pytest.raises(KeyboardInterrupt):
        call_command("rotate_keys", stdout=io.StringIO())
    monkeypatch.setattr(vault, "reseal", original)
    new = vault.known_keys()[0]
    assert vault.known_keys() == [new, old]
    assert [crypto.decrypt(row.credentials) for row in NetworkAccount.objects.all()] == [
        SECRETS
    ] * 3

    told, status = _run()
    assert status == 0 and "Going on with key" in told and "--drop-old" in told
    assert vault.known_keys() == [new, old], (
        "it goes on with the key of before and drops none unasked"
    )
    told, status = _run("--drop-old")
    assert status == 0 and f"Dropped: {vault.name_of(old)}" in told
    assert vault.known_keys() == [new] and stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["secrets.json"]

    assert crypto.decrypt(NetworkAccount.objects.get(pk=accounts[2].pk).credentials) == SECRETS
    totp = Authenticator.objects.get(user=ana.user, type=Authenticator.Type.TOTP)
    assert vault.unseal(totp.data["secret"].encode()).decode() == SEED
    assert RecoveryCodes.activate(ana.user).get_unused_codes() == unused and len(unused) == 9
    for row in NetworkAccount.objects.all():
        assert vault.reader_of(bytes(row.credentials), [old]) is None
    [row] = AuditEvent.objects.filter(name="keys.rotated", practice=practice)
    assert row.details["key"] == vault.name_of(new)
    assert old not in told and new not in told and new not in str(row.details)


def test_a_key_that_something_needs_is_not_dropped(
    practice: Practice, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program somewhere goes on writing with the old key: it has not been restarted."""
    account = _account(practice, 1)
    [old] = vault.known_keys()
    rotate = rotation.rotate_all

    def and_then_somebody_connects() -> int:
        changed = rotate()
        stale = Fernet(old).encrypt(b"{}")
        NetworkAccount.objects.filter(pk=account.pk).update(credentials=stale)
        return changed

    monkeypatch.setattr(rotation, "rotate_all", and_then_somebody_connects)
    told, status = _run("--drop-old")
    assert status == 1 and "Still needed" in told and vault.known_keys()[1:] == [old]
    monkeypatch.setattr(rotation, "rotate_all", rotate)
    assert _run("--drop-old")[1] == 0 and len(vault.known_keys()) == 1

    # What no key reads stays as it is, is told, and counts as left to do.
    NetworkAccount.objects.filter(pk=account.pk).update(credentials=Fernet(_key()).encrypt(b"{}"))
    told, status = _run()
    assert status == 1 and f"row {account.pk})" in told


def test_keys_of_the_environment_are_the_owners_to_change(
    practice: Practice, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = _key(), _key()
    settings.CREDENTIAL_KEYS = [old]
    _account(practice, 1)
    settings.CREDENTIAL_KEYS = [new, old]
    told, status = _run("--drop-old")
    assert status == 0 and f"Nothing needs {vault.name_of(old)}" in told and "restart" in told
    settings.CREDENTIAL_KEYS = [new]
    assert crypto.decrypt(NetworkAccount.objects.get().credentials) == SECRETS
    made = _run("--new-key")[0].strip()
    assert Fernet(made) and [new] == settings.CREDENTIAL_KEYS
    monkeypatch.setattr("sys.stdin", io.StringIO(made))
    with pytest.raises(CommandError, match="put the new one there"):
        call_command("rotate_keys", "--take-key")


@pytest.mark.django_db
def test_two_at_once_make_one_new_key(key_file: Path) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            call_command("rotate_keys", stdout=io.StringIO())
        except CommandError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with rotation.alone():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "Another rotate_keys runs" in refused[0] and len(vault.known_keys()) == 1


def test_running_programs_see_a_new_key_at_once(key_file: Path, monkeypatch: Any) -> None:
    """Another process writes the file; this one reads and writes with the new key."""
    stored, taken = vault.seal(b"before"), _key()
    code = (
        "import sys; from pathlib import Path;"
        "from practice_hub.keyfile import read_keys, replace_credential_keys as put;"
        "f = Path(sys.argv[1]); put(f, [sys.stdin.read(), read_keys(f)['CREDENTIAL_KEYS']])"
    )
    subprocess.run([sys.executable, "-c", code, str(key_file)], input=taken, text=True, check=True)
    assert vault.unseal(stored) == b"before"
    assert Fernet(taken).decrypt(vault.seal(b"after")) == b"after"
    assert read_keys(key_file)["SECRET_KEY"]
    replace_credential_keys(key_file, [taken])
    with pytest.raises(vault.UnreadableError):
        vault.unseal(stored)


def test_sessions_and_links_outlive_a_new_secret_key(
    mona: Person, ana: Person, settings: Any
) -> None:
    assert ana.client.get("/inbox/").status_code == 200
    user = User.objects.get(pk=mona.user.pk)
    link = default_token_generator.make_token(user)
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" + "z" * 50, [before]
    assert mona.client.get("/people/").status_code == 200
    assert default_token_generator.check_token(user, link)
    settings.SECRET_KEY_FALLBACKS = []
    assert not default_token_generator.check_token(user, link)
    assert mona.client.get("/people/").status_code == 200, "hers goes on under the new key"
    assert ana.client.get("/inbox/").status_code == 302, "who did not come meanwhile signs in again"
