"""What every part of the world needs: people, pictures, the clock, storage and settings."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox import practice as practice_account
from sandbox.changed import Changed
from sandbox.clock import Clock, as_utc
from sandbox.ids import IdMaker, digits_of
from sandbox.models import PRACTICE, Media, Person, Practice, Record, Token, TownError
from sandbox.settings import default_settings
from sandbox.store import Store, from_plain, key_of, kind_of, to_plain

Who = str | Person | Practice
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class WorldBase:
    """State shared by the X and Facebook halves of the town."""

    def __init__(
        self, data_dir: Path | None = None, *, public_base_url: str = "http://127.0.0.1:8010"
    ) -> None:
        self.public_base_url = public_base_url.rstrip("/")
        self.clock = Clock()
        self.changed = Changed()
        self.ids = IdMaker()
        self.settings: dict[str, Any] = default_settings()
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
        self._store = Store(data_dir / "sandbox.sqlite3" if data_dir else None)
        self._batch_depth = 0
        self.practice: Practice = practice_account.make_practice()
        self.tokens: dict[str, Token] = {}
        self._people: dict[str, Person] = {}
        self._by_any_id: dict[str, str] = {}
        self.media: dict[str, Media] = {}
        self.uploads: dict[str, bytes] = {}
        self._story: list[dict[str, Any]] = []

    # -- storage ---------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep many changes in one storage transaction and wake waiting pages once."""
        if self._batch_depth == 0:
            self._store.begin()
        self._batch_depth += 1
        try:
            yield
        finally:
            self._batch_depth -= 1
            if self._batch_depth == 0:
                self._store.commit()
                self.changed.bump()

    def save(self, *records: Record) -> None:
        """Write records through to storage and tell the pages."""
        for record in records:
            self._store.save(kind_of(record), key_of(record), to_plain(record))
        if self._batch_depth == 0:
            self.changed.bump()

    def save_state(self) -> None:
        """Keep the clock and the settings across a restart."""
        frozen = self.clock.frozen_at.isoformat() if self.clock.frozen_at else None
        clock = {"offset_seconds": self.clock.offset_seconds, "frozen_at": frozen}
        self._store.save("state", "clock", clock)
        self._store.save("state", "settings", self.settings)

    def _load_state(self) -> None:
        for body in self._store.rows("state"):
            if "offset_seconds" in body:
                frozen = body["frozen_at"]
                self.clock = Clock(
                    offset_seconds=body["offset_seconds"],
                    frozen_at=as_utc(frozen) if frozen else None,
                )
            else:
                self.settings.update(body)

    def _load_basics(self) -> None:
        self._load_state()
        for body in self._store.rows("token"):
            token = from_plain("token", body)
            assert isinstance(token, Token)
            self.tokens[token.value] = token
        for body in self._store.rows("media"):
            media = from_plain("media", body)
            assert isinstance(media, Media)
            self.media[media.id] = media
            self.ids.remember_snowflake(media.id)
        for body in self._store.rows("upload"):
            self.uploads[body["id"]] = base64.b64decode(body["data"])
        for body in self._store.rows("person"):
            person = from_plain("person", body)
            assert isinstance(person, Person)
            self._index_person(person)
        self._story = list(self._store.rows("story"))

    def _make_practice(self) -> None:
        """The practice acts like a person on both networks; its tokens exist from the start."""
        account = self.practice
        for token in practice_account.make_tokens(account):
            if token.value not in self.tokens:
                self.tokens[token.value] = token
                self.save(token)
        if PRACTICE in self._people:
            return
        me = Person(
            key=PRACTICE,
            name=account.name,
            x_username=account.x_username,
            x_user_id=account.x_user_id,
            fb_user_id=account.page_id,
            psid=account.page_id,
            created_at=as_utc("2019-03-04T09:00:00+00:00"),
            x_followers=1840,
            about=account.about,
        )
        self._index_person(me)
        self.save(me)

    # -- people ----------------------------------------------------------------------------

    def _index_person(self, person: Person) -> None:
        self._people[person.key] = person
        for name in (person.x_user_id, person.fb_user_id, person.psid):
            self._by_any_id[name] = person.key
        self._by_any_id["@" + person.x_username.lower()] = person.key

    def add_person(
        self, key: str, name: str, x_username: str, x_followers: int = 0, about: str = ""
    ) -> Person:
        """A new townsperson, or the one who already has this key (so seeding may be repeated)."""
        if key in self._people:
            return self._people[key]
        if not _KEY.fullmatch(key):
            raise TownError(f"A person's key is made of a-z, 0-9, - and _, not {key!r}.")
        if "@" + x_username.lower() in self._by_any_id:
            raise TownError(f"@{x_username} is taken.")
        person = Person(
            key=key,
            name=name,
            x_username=x_username,
            x_user_id=digits_of("x:" + key, length=10, lead="2"),
            fb_user_id=digits_of("fb:" + key, length=16, lead="26"),
            psid=digits_of("psid:" + key, length=16, lead="71"),
            created_at=self.clock.now(),
            x_followers=x_followers,
            about=about,
        )
        self._index_person(person)
        self.save(person)
        return person

    def people(self) -> list[Person]:
        """Everybody in town, in the order of arrival; the practice is not among them."""
        return [person for person in self._people.values() if person.key != PRACTICE]

    def person(self, who: Who) -> Person:
        """The person of this key (PRACTICE is one too). Raises TownError when unknown."""
        key = who if isinstance(who, str) else who.key
        found = self._people.get(key)
        if found is None:
            raise TownError(f"Nobody in town is called {key!r}.")
        return found

    def find_person(self, identifier: str) -> Person | None:
        """By X id, Facebook id, Messenger id (PSID) or `@username`."""
        key = self._by_any_id.get(identifier.lower())
        return self._people[key] if key else None

    def set_person(
        self,
        person: Who,
        *,
        is_protected: bool | None = None,
        accepts_dms: bool | None = None,
        accepts_messages: bool | None = None,
    ) -> Person:
        """Change what a person allows: protected X account, X DMs, Messenger messages."""
        who = self.person(person)
        if is_protected is not None:
            who.is_protected = is_protected
        if accepts_dms is not None:
            who.accepts_dms = accepts_dms
        if accepts_messages is not None:
            who.accepts_messages = accepts_messages
        self.save(who)
        return who

    # -- tokens ----------------------------------------------------------------------------

    def _token(self, value: str) -> Token:
        token = self.tokens.get(value)
        if token is None:
            raise TownError("There is no such token.")
        return token

    def expire_token(self, value: str, at: datetime | str | None = None) -> None:
        """The token ends at a moment (now, without one)."""
        token = self._token(value)
        token.expires_at = self._moment(at)
        self.save(token)

    def revoke_token(self, value: str, subcode: int = 460) -> None:
        """The person took the permission back. `subcode`: Graph's reason (458, 460, ...)."""
        token = self._token(value)
        token.revoked_at, token.revoked_subcode = self.clock.now(), subcode
        self.save(token)

    def set_token_scopes(self, value: str, scopes: list[str]) -> None:
        """The token may do only this from now on."""
        token = self._token(value)
        token.scopes = list(scopes)
        self.save(token)

    # -- pictures, story, settings -----------------------------------------------------------

    def _add_media(self, photo: str | None, moment: datetime) -> Media | None:
        """`photo` is a drawing's name, with an alternative text after a bar: `cat|Our cat`."""
        if not photo:
            return None
        kind, _, alt_text = photo.partition("|")
        media = Media(id=self.ids.snowflake(moment), kind=kind.strip(), alt_text=alt_text.strip())
        self.media[media.id] = media
        self.save(media)
        return media

    def add_upload(self, data: bytes, content_type: str, alt_text: str = "") -> Media:
        """A picture that somebody sent; it is nowhere to be seen until a post shows it."""
        moment = self.clock.now()
        media = Media(
            id=self.ids.snowflake(moment),
            kind="upload",
            alt_text=alt_text,
            content_type=content_type,
        )
        self.media[media.id], self.uploads[media.id] = media, data
        stored = {"id": media.id, "data": base64.b64encode(data).decode()}
        self._store.save("upload", media.id, stored)
        self.save(media)
        return media

    def story_add(self, record: dict[str, Any]) -> dict[str, Any]:
        """Keep a free-form record about a past conversation (who answered, how it ended)."""
        self._story.append(record)
        self._store.save("story", str(len(self._story)), record)
        return record

    def story(self) -> list[dict[str, Any]]:
        """All records kept by `story_add`, oldest first."""
        return list(self._story)

    def configure(self, **changes: Any) -> dict[str, Any]:
        """Change settings by name. Raises TownError for a name that does not exist."""
        unknown = sorted(set(changes) - set(self.settings))
        if unknown:
            raise TownError(f"There is no setting named {', '.join(unknown)}.")
        self.settings.update(changes)
        self.save_state()
        return self.settings

    def _moment(self, at: datetime | str | None) -> datetime:
        return as_utc(at) if at is not None else self.clock.now()

    def close(self) -> None:
        """Let go of the storage file."""
        self._store.close()
