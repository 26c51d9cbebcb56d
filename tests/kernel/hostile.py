"""Words of somebody who wants to be more than read, and what finds their traces."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from django.apps import apps

from practice_hub.links import REL
from tests.kernel.world import World

MARK: Final = "x9q"
SHORT: Final = f"\"'><{MARK} onx=1 style=a>"
TURNED: Final = "\u202e"
LONG: Final = (
    f"=1+1 {SHORT}</p></textarea></title><script>{MARK}()</script><img src=x onerror={MARK}()>"
    f"{{{{ {MARK} }}}} javascript:{MARK}() data:text/html,{MARK} \u200b\ufeff👩🏽‍⚕️ "
    f"http://good.example@evil.example/ https://аррӏе.example/?q=<b> \\'; DROP TABLE x; --\r\n"
    f"{MARK.upper()}:1\r\n"
)
# What people write, or others write about them: "model.field". Keys, addresses and codes are not.
WORDS: Final = (
    *("practices.User.name", "practices.User.signature", "practices.Practice.name"),
    *("practices.Practice.voice_notes", "practices.Location.name", "practices.Location.address"),
    *(
        "practices.Membership.away_reason",
        "practices.Invitation.name",
        "practices.OpeningDates.note",
    ),
    *(
        "roster.HandOver.text",
        "listening.NetworkAccount.handle",
        "listening.NetworkAccount.display_name",
    ),
    *(
        "listening.NetworkAccount.status_detail",
        "listening.WatchTerm.query",
        "listening.Feed.last_error",
    ),
    *("listening.Feed.slowed_reason", "listening.FeedGap.reason", "listening.Author.handle"),
    *("listening.Author.display_name", "listening.Mention.text", "listening.MentionRevision.text"),
    *(
        "inbox.Conversation.preview",
        "inbox.Conversation.no_reply_reason",
        "inbox.Conversation.outcome",
    ),
    *("inbox.Snippet.title", "inbox.Snippet.body", "inbox.Snippet.review_note", "inbox.Reply.body"),
    *("inbox.Reply.error_detail", "inbox.Reply.override_reason", "inbox.Approval.asked_body"),
    *("inbox.Approval.note", "inbox.ReplyAttachment.alt_text", "inbox.Callback.reach"),
    *("inbox.Callback.wishes", "inbox.Callback.outcome", "inbox.Callback.cancel_reason"),
    *("inbox.ExportRun.label", "inbox.ExportRun.error", "inbox.ImportRun.file_name"),
    *("inbox.ImportRun.error", "inbox.Note.body", "inbox.Promise.words"),
)


# What strangers write may hold a mark that turns the direction of writing; their names lose it.
_STRANGERS: Final = ("Mention.text", "MentionRevision.text", "Conversation.preview")


def spoil(world: World) -> None:
    """Every word of every row that there is becomes a hostile one."""
    for name in WORDS:
        label, _, column = name.rpartition(".")
        model = apps.get_model(label)
        most = getattr(model._meta.get_field(column), "max_length", None)
        turned = TURNED if name.endswith(_STRANGERS) else ""
        for pk in model._default_manager.values_list("pk", flat=True):
            words = f"{pk}{SHORT}{turned}{LONG}" + ("x" * 10_000 if turned and most is None else "")
            model._default_manager.filter(pk=pk).update(**{column: words[:most]})
    alt = TURNED + LONG
    media = [
        {"kind": "PHOTO", "url": "https://evil.example/a.png", "preview_url": "", "alt_text": alt},
        {"kind": "VIDEO", "url": "javascript:x9q()", "preview_url": "", "alt_text": alt},
        {
            "kind": "FILE",
            "url": "http://x.example\\@evil.example/",
            "preview_url": "",
            "alt_text": "",
        },
        {"kind": "PHOTO", "url": "javascript:x9q()", "preview_url": "", "alt_text": alt},
        {"kind": "VIDEO", "url": "https://evil.example/b", "preview_url": "", "alt_text": alt},
    ]
    apps.get_model("listening.Mention")._default_manager.update(media=media)


VOID: Final = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
_ISOLATING: Final = ("bdi", "textarea", "title", "option")


@dataclass
class Page(HTMLParser):
    """Reads a page as a browser would, and notes what no page of ours has."""

    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        is_script = tag == "script" and not is_data
        if tag == MARK or (is_script and not (given.get("src") or "").startswith("/static/")):
            self.wrong.append(f"<{tag} {attrs}>"[:200])
        odd = [name for name in given if name.startswith("on") or name == "style" or MARK in name]
        self.wrong += [f"<{tag} {name}>" for name in odd]
        for name in ("href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post"):
            self._look_at(tag, name, given)
        if tag not in VOID:
            self._open.append((tag, "dir" in given or tag in _ISOLATING))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in {each for each, _ in self._open}:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        # What turns the direction of writing must end with the words that it stands in.
        if TURNED in data and not any(isolates for _, isolates in self._open):
            self.wrong.append(f"turned in {[tag for tag, _ in self._open][-3:]}")

    def _look_at(self, tag: str, name: str, given: dict[str, str | None]) -> None:
        value = given.get(name)
        if not value:
            return
        scheme = urlsplit(value.strip()).scheme.lower()
        is_image = tag == "img" and value.startswith("data:image/")
        if scheme not in ("", "http", "https") and not is_image:
            self.wrong.append(f"<{tag} {name}={value}>"[:200])
        leaves = scheme in ("http", "https") and not value.startswith("http://testserver/")
        if leaves and (
            tag != "a" or not set((given.get("rel") or "").split()) >= {"noopener", "noreferrer"}
        ):
            self.wrong.append(f"<{tag} {name}={value}> leaves"[:200])
        if leaves and "evil.example" in value and given.get("rel") != REL:
            self.wrong.append(f"{value} is not marked as a stranger's")


def wrong_in(html: str) -> list[str]:
    """What a browser would take for more than words, once each."""
    page = Page()
    page.feed(html)
    page.close()
    return sorted(set(page.wrong))
