"""SMS through any gateway that takes an HTTP POST: address, token and field names are settings.

Most gateways differ only in how they name the three fields and whether they read JSON or a form,
so one small sender serves them; whoever needs another protocol writes a `Sender`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import requests
from django.conf import settings

from practice_hub.alerts.models import AlertPhone

_TIMEOUT_SECONDS: Final = 10
# What these say is about the number or the text; anything else is about the gateway or our access.
_THIS_NUMBER: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class NoPhoneError(Exception):
    """The person took their number away after the SMS was booked."""


class SmsRefusedError(Exception):
    """The gateway answered, and not with success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status

    @property
    def is_this_number(self) -> bool:
        return self.status in _THIS_NUMBER


def is_set_up() -> bool:
    return bool(settings.SMS_URL)


def post_sms(*, user_id: int, text: str, key: str) -> None:
    """Hand one line over.

    Raises NoPhoneError, SmsRefusedError, or OSError when the gateway is out of reach.

    `key` travels as Idempotency-Key: a gateway that knows it sends a repeated request once.
    """
    phone = AlertPhone.objects.filter(user_id=user_id).first()
    if phone is None:
        raise NoPhoneError
    to_field, from_field, text_field = settings.SMS_FIELDS
    fields = {to_field: phone.number, text_field: text}
    if settings.SMS_FROM:
        fields[from_field] = settings.SMS_FROM
    is_form = settings.SMS_FORMAT == "form"
    answer = requests.post(
        settings.SMS_URL,
        data=fields if is_form else None,
        json=None if is_form else fields,
        headers=_headers(key),
        timeout=_TIMEOUT_SECONDS,
        allow_redirects=False,
    )
    if not HTTPStatus.OK <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
        raise SmsRefusedError(answer.status_code)


def _headers(key: str) -> dict[str, str]:
    headers = {"Idempotency-Key": key}
    if settings.SMS_TOKEN:  # without one, user and password in SMS_URL are sent as Basic
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    return headers
