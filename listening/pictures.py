"""The pictures of mentions and of our own accounts, fetched by the server: a browser of the desk
never calls a stranger's, which would learn who reads a post, when, and from where (P1).

Addresses of ours carry a seal over practice, mention or account, and the picture's own address:
nobody makes one up, and after an edit on the network the old one shows nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from listening.models import Mention, NetworkAccount
from practice_hub.pictures.fetching import PictureError, Why, fetch
from practice_hub.pictures.keeping import Kept, PictureFolder

SHOWN: Final = ("PHOTO", "STICKER")
_FACES_BYTES: Final = 16 * 1024**2
_AT_ONCE: Final = 3
_WAIT_SECONDS: Final = 4.0
_BUSY: Final = Kept(why=Why.AWAY)
# Strangers' servers may be slow: they never take more than these threads of a process.
_lines = threading.BoundedSemaphore(_AT_ONCE)


def _folder() -> PictureFolder:
    return _folder_at(Path(settings.DATA_DIR) / "pictures", settings.PICTURE_CACHE_MB * 1024**2)


def _faces() -> PictureFolder:
    """Apart, because accounts are numbered like mentions, and theirs outlive every post."""
    return _folder_at(Path(settings.DATA_DIR) / "faces", _FACES_BYTES)


@cache
def _folder_at(path: Path, most_bytes: int) -> PictureFolder:
    return PictureFolder(path, most_bytes)


def source_of(mention: Mention, number: int, size: str) -> str:
    """The network's address of picture `number` (from 0); "" when there is none."""
    media = mention.media if mention.deleted_at is None else []
    item = media[number] if 0 <= number < len(media) else {}
    if item.get("kind") not in SHOWN:
        return ""
    names = ("preview_url", "url") if size == "small" else ("url", "preview_url")
    return next((item[name] for name in names if item.get(name)), "")


def seal_of(mention: Mention, source: str) -> str:
    """Letters, digits, - and _."""
    signer = Signer(salt="listening.pictures")
    return signer.signature(f"{mention.practice_id}:{mention.pk}:{source}")


def is_sealed(mention: Mention, source: str, seal: str) -> bool:
    return bool(source) and constant_time_compare(seal_of(mention, source), seal)


def load(mention: Mention, source: str) -> Kept:
    """From the disk, else from the network it is on; never raises because of a stranger."""
    folder, name = _folder(), seal_of(mention, source)
    kept, is_fresh = _kept_or_fetched(folder, mention.pk, name, source)
    # It may have been taken back while it was on its way.
    if is_fresh and not _has(mention.pk, source):
        folder.drop([mention.pk])
        return Kept(why=Why.GONE)
    return kept


def _kept_or_fetched(
    folder: PictureFolder, owner_id: int, name: str, source: str
) -> tuple[Kept, bool]:
    """And whether it has just been fetched."""
    kept = folder.get(owner_id, name)
    if kept is not None:
        return kept, False
    if not _lines.acquire(timeout=_WAIT_SECONDS):
        return _BUSY, False  # not kept: the next look tries again
    try:
        kept = folder.get(owner_id, name) or _fetched(source)
    finally:
        _lines.release()
    folder.put(owner_id, name, kept)
    return kept, True


def seal_of_face(account: NetworkAccount) -> str:
    """Of the picture that the network has of an account of ours; "" when it told of none."""
    if not account.avatar_url:
        return ""
    signer = Signer(salt="listening.pictures.account")
    return signer.signature(f"{account.practice_id}:{account.pk}:{account.avatar_url}")


def is_face_sealed(account: NetworkAccount, seal: str) -> bool:
    return bool(account.avatar_url) and constant_time_compare(seal_of_face(account), seal)


def load_face(account: NetworkAccount) -> Kept:
    """As `load`, of an account that has one."""
    name = seal_of_face(account)
    return _kept_or_fetched(_faces(), account.pk, name, account.avatar_url)[0]


def _has(mention_id: int, source: str) -> bool:
    found = Mention.objects.filter(pk=mention_id, deleted_at=None).values_list("media", flat=True)
    return any(source in item.values() for media in found for item in media)


def _fetched(source: str) -> Kept:
    try:
        found = fetch(source, private_origins=settings.PICTURE_PRIVATE_ORIGINS)
    except PictureError as error:
        return Kept(why=error.why)
    return Kept(found.content_type, found.data)


def drop_pictures(mention_ids: Iterable[int]) -> int:
    """Forget what is kept of these mentions on this machine; the number of files that went.

    Nothing in the database changes, so it may run inside a transaction; once that has failed the
    pictures are only fetched again.
    """
    return _folder().drop(mention_ids)


def sweep_kept() -> None:
    """What is older than a day goes from the disk, whoever keeps it."""
    _folder().sweep()
    _faces().sweep()
