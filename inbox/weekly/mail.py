"""The mail itself: plain text, HTML, and the picture inside it."""

from __future__ import annotations

from email.mime.image import MIMEImage
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from inbox.models import ReportLetter
from inbox.weekly.content import Contents, Drawing
from practice_hub.audit.heads import head_of

PICTURE: Final = "first-answers"


class ReportMail(EmailMultiAlternatives):
    """Its picture belongs to the words (RFC 2387), so that it is no attachment to open."""

    mixed_subtype = "related"


def message(letter: ReportLetter, found: Contents) -> ReportMail:
    """`letter` comes with user and week."""
    is_weekly = letter.week_id is not None
    # A mail that people keep is one of the places where a rewritten audit would show.
    head = head_of(letter.practice_id) if is_weekly else None
    context = {"found": found, "is_weekly": is_weekly, "picture": PICTURE, "audit_head": head}
    mail = ReportMail(
        subject=subject(letter, found),
        body=render_to_string("inbox/mail/report.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.user.email],
        headers=_headers(letter, found),
    )
    mail.attach_alternative(render_to_string("inbox/mail/report.html", context), "text/html")
    if found.drawing:
        mail.attach(_image(found.drawing))
    return mail


def subject(letter: ReportLetter, found: Contents) -> str:
    """ "Practice Hub: your week, November 9 to 15, 2026"."""
    said = _("Practice Hub: your report, %(period)s")
    if letter.week_id:
        said = _("Practice Hub: your week, %(period)s")
    return said % {"period": found.period}


def _headers(letter: ReportLetter, found: Contents) -> dict[str, str]:
    # The same id when a mail goes out again because its booking was lost.
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<report.{letter.key}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.week_id:
        headers["List-Unsubscribe"] = f"<{found.settings_url}>"
    return headers


def _image(drawing: Drawing) -> MIMEImage:
    image = MIMEImage(drawing.data, "png")
    image.add_header("Content-ID", f"<{PICTURE}>")
    image.add_header("Content-Disposition", "inline", filename=f"{PICTURE}.png")
    return image
