"""What a connector says itself where a network had no words: stored with a feed or an answer.

No Django here, so they are marked for the catalogs and translated where people read them
(listening/stored_words.py).
"""

from __future__ import annotations

from typing import Final


def gettext_noop(text: str) -> str:
    """Only marks `text` for the catalogs."""
    return text


NO_PAGE_TOKEN: Final = gettext_noop(
    "Connecting Facebook needs a page access token: connect the page again."
)
OTHER_PAGE: Final = gettext_noop(
    "This token belongs to another page or to a person: use the page's own token."
)
TOKEN_INVALID: Final = gettext_noop("Facebook says that this token is not valid.")
EDIT_UNKNOWN: Final = gettext_noop("Facebook did not say whether the comment was changed.")
NO_PERSON: Final = gettext_noop("Facebook does not say who the person in this conversation is.")
NO_REASON: Final = gettext_noop("Facebook answered with HTTP %(status)s and no reason.")
NO_LIST: Final = gettext_noop("Facebook sent an answer that is no list.")

SECRETS_MISSING: Final = gettext_noop("Connecting X needs %(names)s: connect the account again.")
NO_OWNER: Final = gettext_noop("X did not say whose token this is.")
NO_EDIT: Final = gettext_noop("X does not let an app change what it has posted.")
NO_LIKE: Final = gettext_noop("X does not let this app like posts.")
NO_AUTHOR: Final = gettext_noop("X does not say who wrote this, so nobody can be written to.")
NO_POSTS: Final = gettext_noop("X sent an answer that is no list of posts.")
NO_LOOK: Final = gettext_noop(
    "X refused this, and did not let us look whether it had been posted before."
)
ANSWERED: Final = gettext_noop("X answered %(error)s")
TOO_OLD: Final = gettext_noop(
    "X no longer shows posts this old: nobody looked for more than seven days."
)
BEYOND_REACH: Final = gettext_noop(
    "X shows the newest %(count)s posts here only, and there were more."
)

NO_FEED: Final = gettext_noop("%(network)s has no feed of the kind %(kind)s.")
NO_ID: Final = gettext_noop("%(network)s accepted the text but did not say under which id.")
NO_PICTURE_ID: Final = gettext_noop("%(network)s took the picture but named no id.")
LIMIT_USED_UP: Final = gettext_noop("A limit of %(network)s is used up, so nothing was asked.")
NOT_REACHED: Final = gettext_noop("%(network)s could not be reached (%(error)s).")
NO_ANSWER: Final = gettext_noop("%(network)s gave no answer (%(error)s).")
UNREADABLE: Final = gettext_noop(
    "%(network)s sent an answer that cannot be read (HTTP %(status)s)."
)
WRONG_TARGET: Final = gettext_noop(
    "%(address)s is neither https://%(host)s nor an address on this machine. "
    "Tokens are sent to no other place: correct the base URL in the settings."
)

ALL: Final = (
    NO_PAGE_TOKEN,
    OTHER_PAGE,
    TOKEN_INVALID,
    EDIT_UNKNOWN,
    NO_PERSON,
    NO_REASON,
    NO_LIST,
    SECRETS_MISSING,
    NO_OWNER,
    NO_EDIT,
    NO_LIKE,
    NO_AUTHOR,
    NO_POSTS,
    NO_LOOK,
    ANSWERED,
    TOO_OLD,
    BEYOND_REACH,
    NO_FEED,
    NO_ID,
    NO_PICTURE_ID,
    LIMIT_USED_UP,
    NOT_REACHED,
    NO_ANSWER,
    UNREADABLE,
    WRONG_TARGET,
)
