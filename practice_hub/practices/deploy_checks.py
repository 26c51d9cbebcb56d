"""Behind a proxy everybody seems to have one address, unless the settings count the proxies."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

_UNCOUNTED: Final = (
    "ALLAUTH_TRUSTED_PROXY_COUNT is 0, but in production people come through a proxy (it is what "
    "speaks https). So all of them seem to have one address: wrong passwords of a stranger lock "
    "people out, and the list of devices shows the address of the proxy."
)
_ADVICE: Final = (
    "Set ALLAUTH_TRUSTED_PROXY_COUNT to the number of proxies in front that add to "
    "X-Forwarded-For: 1 for one Caddy or nginx. Not more than there are, or addresses can be made "
    "up."
)


@register(Tags.security, deploy=True)
def proxies_are_counted(**_: Any) -> list[CheckMessage]:
    """`manage.py check --deploy`: the lock of sign-in goes by address (practices/lockout.py)."""
    if not settings.IS_PRODUCTION or settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0:
        return []
    return [Warning(_UNCOUNTED, hint=_ADVICE, id="practices.W001")]
