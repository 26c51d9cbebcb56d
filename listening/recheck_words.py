"""How often what is stored is looked at again, in words for people who are not engineers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from listening.models import Network, NetworkAccount, RecheckBook
from listening.stored_words import in_words

_ALL = gettext_noop(
    "Every post is looked at again within 24 hours, so what was deleted is forgotten here too."
)
_WHAT_TO_DO = gettext_noop("Raise the budget of paid reads, or keep posts for a shorter time.")


@dataclass(frozen=True, slots=True)
class RecheckLine:
    """One line on the page of sources. `todo` is empty while all is well."""

    words: str
    todo: str = ""


def recheck_line(account: NetworkAccount, now: datetime) -> RecheckLine | None:
    """None before the first look, and where nothing is stored that could be looked at. No query
    when the account comes with its `recheck_book`."""
    book: RecheckBook | None = getattr(account, "recheck_book", None)
    if book is None or not book.watched:
        return None
    if account.status != NetworkAccount.Status.CONNECTED:
        return RecheckLine(
            _("Nobody can look whether posts are still there while this is not connected.")
        )
    if book.doubted_count and book.doubted_at and book.looked_at == book.doubted_at:
        if book.doubted_count == 1:
            return RecheckLine(
                _("A post seems to be gone. It is looked at once more before it is forgotten.")
            )
        return RecheckLine(
            _(
                "%(count)s posts seemed to be gone at once. They are looked at once more before "
                "anything is forgotten."
            )
            % {"count": book.doubted_count}
        )
    if book.error and book.pause_until and book.pause_until > now:
        return RecheckLine(_("Looking again had to wait: %(why)s") % {"why": in_words(book.error)})
    return _by_budget(book, account)


def _by_budget(book: RecheckBook, account: NetworkAccount) -> RecheckLine:
    allowed, older = book.allowed, book.watched - book.active
    if account.network != Network.X or allowed is None or older <= allowed - book.active:
        return RecheckLine(_(_ALL))
    left = allowed - book.active
    words = _(
        "The budget of paid reads leaves %(looks)s looks a day for %(posts)s posts: open and new "
        "ones are looked at every day, older ones about every %(days)s days, which is longer than "
        "the 24 hours that X asks for."
    )
    if left <= 0:
        words = _(
            "The budget of paid reads leaves %(looks)s looks a day for %(posts)s posts. Open and "
            "new ones come first; older ones are not looked at again, so what was deleted may stay "
            "here longer than X allows."
        )
    values = {
        "looks": number_format(allowed, force_grouping=True),
        "posts": number_format(book.watched, force_grouping=True),
        "days": -(-older // left) if left > 0 else "",
    }
    return RecheckLine(words % values, _(_WHAT_TO_DO))
