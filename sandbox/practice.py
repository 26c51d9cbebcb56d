# ruff: noqa: S106  (these open nothing but this sandbox)
"""The one practice in town: its accounts and the tokens the demo connects with.

Nothing here is secret: the tokens open only this sandbox. They never change, so that a demo
database made yesterday still fits a sandbox started today.
"""

from __future__ import annotations

from sandbox.models import Practice, Token

X_USER_ID = "1100000000000000042"
PAGE_ID = "104000000000042"
GRAPH_USER_ID = "2600000000000042"
X_SCOPES = [
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "dm.read",
    "dm.write",
    "like.write",
    "offline.access",
]
PAGE_SCOPES = [
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_manage_metadata",
    "pages_messaging",
    "public_profile",
]


def make_practice() -> Practice:
    """The practice with its demo credentials."""
    return Practice(
        name="Lumen Aesthetics",
        x_user_id=X_USER_ID,
        x_username="lumenlakeside",
        page_id=PAGE_ID,
        page_name="Lumen Aesthetics, Lakeside",
        about="Skin, laser and injectables, by people who listen. Mill Street 4, Lakeside.",
        x_consumer_key="town-consumer-key",
        x_consumer_secret="town-consumer-secret",
        x_access_token=f"{X_USER_ID}-town",
        x_access_token_secret="town-access-secret",
        x_bearer_token="town-app-bearer",
        x_user_bearer_token="town-user-bearer",
        x_refresh_token="town-refresh",
        x_client_id="town-client",
        x_client_secret="town-client-secret",
        graph_app_id="990000000000042",
        graph_app_secret="town-app-secret",
        graph_user_id=GRAPH_USER_ID,
        graph_user_token="EAATOWNUSER",
        graph_page_token="EAATOWNPAGE",
    )


def make_tokens(account: Practice) -> list[Token]:
    """The tokens behind those credentials, each with its owner and scopes."""
    me, page = account.x_user_id, account.page_id
    return [
        Token(
            account.x_access_token, "x_oauth1", me, list(X_SCOPES), account.x_access_token_secret
        ),
        Token(account.x_user_bearer_token, "x_user", me, list(X_SCOPES)),
        Token(account.x_refresh_token, "x_refresh", me, list(X_SCOPES)),
        Token(account.x_bearer_token, "x_app", "", ["tweet.read", "users.read"]),
        Token(account.graph_user_token, "graph_user", account.graph_user_id, list(PAGE_SCOPES)),
        Token(account.graph_page_token, "graph_page", page, list(PAGE_SCOPES)),
    ]
