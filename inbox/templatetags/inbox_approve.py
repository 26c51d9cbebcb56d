"""The draft on the approver's card, with the words that the guard stopped at."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inbox.domain.guard import Finding, Verdict
from inbox.gate import Judgement
from practice_hub.quick_html import format_html

register = template.Library()
_LEVELS = {Verdict.BLOCKED: "blocked", Verdict.NEEDS_APPROVAL: "doubt"}


@register.simple_tag
def with_findings(text: str, judgement: Judgement) -> SafeString:
    """`text`, escaped; each finding marked with its reason, the first where two overlap."""
    level = _LEVELS.get(judgement.guard.verdict, "doubt")
    at, pieces = 0, []
    for finding in sorted(judgement.guard.findings, key=lambda each: (each.start, -each.end)):
        if not at <= finding.start < finding.end <= len(text):
            continue
        pieces.append(("{}", (text[at : finding.start],)))
        pieces.append(_mark(finding, level, text))
        at = finding.end
    pieces.append(("{}", (text[at:],)))
    return format_html_join("", "{}", ((format_html(form, *values),) for form, values in pieces))


def _mark(finding: Finding, level: str, text: str) -> tuple[str, tuple[Any, ...]]:
    words = text[finding.start : finding.end]
    return '<mark class="guard {}" title="{}">{}</mark>', (level, _(finding.why), words)
