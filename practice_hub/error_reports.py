"""What a report of an error may show: the page of DEBUG, mails to administrators, and whatever
collects errors through Django's own filter."""

from __future__ import annotations

import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from practice_hub.error_words import words_of
from practice_hub.redact import HIDDEN, redact


class ReportFilter(SafeExceptionReporterFilter):
    """Names and places, never values: neither of forms and cookies nor of variables, which hold
    the words of patients as well as secrets. It hides with DEBUG too."""

    cleansed_substitute = HIDDEN
    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|URL|DATABASES|REDIS|BROKER|EMAIL|CONFIG"
        "|REFERER|QUERY|CREDENTIAL",
        flags=re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        shown = super().cleanse_setting(key, value)
        return redact(shown) if isinstance(shown, str) else shown

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.COOKIES if request else (), self.cleansed_substitute)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST if request else (), self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class Report(ExceptionReporter):
    """The words of an error stand there only if they quote nobody, and the whole text is read once
    more: they may carry an address."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        if isinstance(self.exc_value, BaseException):
            data["exception_value"] = words_of(self.exc_value)
        data["unicode_hint"] = ""  # it quotes what could not be read
        for frame in data["frames"]:
            if frame.get("exc_cause"):
                frame["exc_cause"] = words_of(frame["exc_cause"])
        data["filtered_GET_items"] = []
        data["request_GET_items"] = []
        if self.request is not None:
            data["request_insecure_uri"] = redact(self.request.path)
        return data

    def get_traceback_html(self) -> SafeString:
        return SafeString(redact(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return SafeString(redact(super().get_traceback_text()))
