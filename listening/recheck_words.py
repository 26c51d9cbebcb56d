"""How often what is stored is looked at again, in words for people who are not engineers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listening.models import Network, NetworkAccount, RecheckBook

_ALL = "Every post is looked at again within 24 hours, so what was deleted is forgotten here too."


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
            "Nobody can look whether posts are still there while this is not connected."
        )
    if book.doubted_count and book.doubted_at and book.looked_at == book.doubted_at:
        if book.doubted_count == 1:
            return RecheckLine(
                "A post seems to be gone. It is looked at once more before it is forgotten."
            )
        return RecheckLine(
            f"{book.doubted_count} posts seemed to be gone at once. They are looked at once more "
            "before anything is forgotten."
        )
    if book.error and book.pause_until and book.pause_until > now:
        return RecheckLine(f"Looking again had to wait: {book.error}")
    return _by_budget(book, account)


def _by_budget(book: RecheckBook, account: NetworkAccount) -> RecheckLine:
    older = book.watched - book.active
    left = None if book.allowed is None else book.allowed - book.active
    if account.network != Network.X or left is None or older <= left:
        return RecheckLine(_ALL)
    todo = "Raise the budget of paid reads, or keep posts for a shorter time."
    if left <= 0:
        return RecheckLine(
            f"The budget of paid reads leaves {book.allowed:,} looks a day for {book.watched:,} "
            "posts. Open and new ones come first; older ones are not looked at again, so what was "
            "deleted may stay here longer than X allows.",
            todo,
        )
    days = -(-older // left)
    return RecheckLine(
        f"The budget of paid reads leaves {book.allowed:,} looks a day for {book.watched:,} posts: "
        f"open and new ones are looked at every day, older ones about every {days} days, which is "
        "longer than the 24 hours that X asks for.",
        todo,
    )
