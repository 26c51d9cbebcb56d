"""What a watch term may be: X's search rules, checked before X refuses them. Pure
but for the language of its sentences.

Source: X's documentation of recent search: 512 characters, and operators such as `is:`, `has:`,
`lang:` or a negation only beside a word, a phrase, a #hashtag, a @mention, `from:` and the like.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

X_QUERY_LENGTH = 512
MAX_LENGTH = 480  # leaves room for what the feed adds
_TOKEN = re.compile(r'-?(?:[a-z_]+:)?"[^"]*"|\(|\)|[^\s()"]+', re.IGNORECASE)
_STANDALONE = {
    "from",
    "to",
    "url",
    "retweets_of",
    "retweets_of_user",
    "context",
    "entity",
    "conversation_id",
    "in_reply_to_tweet_id",
    "list",
}
_ONLY_WITH_OTHERS = {"is", "has", "lang", "sample", "followers_count", "tweets_count"}
_WORD = re.compile(r"\w|[^\x00-\x7f]")  # an emoji is a word to X


class QueryError(ValueError):
    """The text is one plain sentence that says what to change."""


def checked_query(text: str) -> str:
    """`text` with single spaces. Raises QueryError."""
    query = " ".join(text.replace("“", '"').replace("”", '"').split())
    if not query:
        raise QueryError(_("Write the word or phrase to watch for."))
    if len(query) > MAX_LENGTH:
        raise QueryError(
            _(
                "This is %(length)s characters long and X takes %(most)s here: split it into two "
                "watch terms."
            )
            % {"length": len(query), "most": MAX_LENGTH}
        )
    _check_pairs(query)
    tokens = [match[0] for match in _TOKEN.finditer(query)]
    _check_or(tokens)
    if not any(_stands_alone(token) for token in tokens):
        raise QueryError(
            _(
                "This has only operators and nothing to look for: add a word, a phrase in quotes, "
                "a #hashtag or a @name."
            )
        )
    return query


def _check_pairs(query: str) -> None:
    if query.count('"') % 2:
        raise QueryError(_("A quotation mark is missing: quotes come in pairs."))
    depth = 0
    for character in re.sub(r'"[^"]*"', "", query):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            break
    if depth:
        raise QueryError(_("A bracket is missing: ( and ) come in pairs."))


def _check_or(tokens: list[str]) -> None:
    """OR stands between two things, and X knows no AND."""
    for index, token in enumerate(tokens):
        if token == "AND":  # noqa: S105
            raise QueryError(_("Leave AND out: X looks for all words anyway."))
        if token != "OR":  # noqa: S105
            continue
        before = tokens[index - 1] if index else "("
        after = tokens[index + 1] if index + 1 < len(tokens) else ")"
        if before in ("(", "OR") or after in (")", "OR"):
            raise QueryError(_("OR needs a word on both sides."))


def _stands_alone(token: str) -> bool:
    if token in ("OR", "(", ")") or token.startswith("-") or not _WORD.search(token):
        return False
    name, colon, value = token.partition(":")
    if not colon or token.startswith('"'):
        return True
    if name.lower() in _ONLY_WITH_OTHERS:
        return False
    return bool(value) or name.lower() not in _STANDALONE
