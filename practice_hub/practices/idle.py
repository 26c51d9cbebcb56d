"""How long somebody stays signed in: pure rules, a table per practice, sensible without one.

A device that nobody uses is signed out, sooner where it can do more harm; one that came in with a
passkey is guarded by its own lock as well and may rest longer. However much it is used, it has to
sign in again after so many days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from practice_hub.roles import SECOND_STEP_ROLES, Role

MINUTES: Final = {
    Role.AGENT: 480,
    Role.VENDOR: 480,
    Role.PRACTITIONER: 60,
    Role.MANAGER: 60,
    Role.OWNER: 60,
}
MINUTES_CHOICES: Final = (15, 30, 60, 120, 240, 480, 720)
DAYS: Final = 14
DAYS_CHOICES: Final = (1, 7, 14, 30)
PASSKEY_DAYS: Final = 7
PASSKEY_CHOICES: Final = (0, 1, 7, 30)  # 0: as any other device
SIGNED_IN_AT, ACTIVE_AT = "signed_in_at", "active_at"
_DAY, _MINUTE = 86_400.0, 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one practice: `minutes` by role, `days` at most, `passkey_days` without use."""

    minutes: Mapping[str, int]
    days: int
    passkey_days: int

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Rules:
        """What `Practice.sign_in_rules` holds; anything it cannot mean is as without it."""
        asked = kept.get("minutes")
        own = asked if isinstance(asked, dict) else {}
        return cls(
            {role: _one_of(own.get(role), MINUTES_CHOICES, MINUTES[role]) for role in Role},
            _one_of(kept.get("days"), DAYS_CHOICES, DAYS),
            _one_of(kept.get("passkey_days"), PASSKEY_CHOICES, PASSKEY_DAYS),
        )


def _one_of(value: Any, choices: tuple[int, ...], otherwise: int) -> int:
    return value if value in choices else otherwise


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds: without use, and in all."""

    idle: float
    age: float


def limits_of(
    places: Iterable[tuple[str, Mapping[str, Any]]], *, has_passkey: bool, passkey_days: int
) -> Limits:
    """The strictest of all `places` (role, rules of the practice) a person works for.

    `passkey_days` is the age at which even a device with a passkey has to sign in again. Somebody
    without any practice is treated as who needs a second step.
    """
    read = [(role, Rules.of(kept)) for role, kept in places]
    if not read:
        read = [(Role.MANAGER.value, Rules.of({}))]
    idle = min(_idle(role, rules, has_passkey) for role, rules in read)
    age = min(rules.days for _, rules in read) * _DAY
    return Limits(idle, max(age, passkey_days * _DAY) if has_passkey else age)


def _idle(role: str, rules: Rules, has_passkey: bool) -> float:
    idle = rules.minutes.get(role, min(MINUTES_CHOICES)) * _MINUTE
    return max(idle, rules.passkey_days * _DAY) if has_passkey else idle


def why_over(session: Mapping[str, Any], limits: Limits, now: datetime) -> str:
    """ "idle", "age", or "" while it goes on. A clock that was set back ends nothing."""
    at = now.timestamp()
    if at - _time(session, SIGNED_IN_AT, at) >= limits.age:
        return "age"
    return "idle" if at - _time(session, ACTIVE_AT, at) >= limits.idle else ""


def _time(session: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = session.get(name)
    return float(value) if isinstance(value, int | float) else otherwise


def needs_second_step(roles: Iterable[str]) -> bool:
    return any(role in SECOND_STEP_ROLES for role in roles)
