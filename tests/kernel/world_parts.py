"""The parts of the world that belong to one conversation."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

from inbox.models import Approval, Conversation, Promise, Reply, ReplyAttachment
from listening.models import Mention, NetworkAccount
from listening.pictures import seal_of, seal_of_face, source_of
from practice_hub.roles import Role
from tests.people import Person


def media(mention_id: int) -> dict[str, Any]:
    """A picture at an address that is never called, because it is none of the internet."""
    mention = Mention.objects.get(pk=mention_id)
    mention.media = [{"kind": "PHOTO", "url": "http://127.0.0.1/a.png"}]
    mention.save(update_fields=["media"])
    seal = seal_of(mention, source_of(mention, 0, "small"))
    return {"number": 0, "size": "small", "seal": seal}


def face(account: NetworkAccount) -> dict[str, Any]:
    """The same of what stands beside an account of the practice."""
    account.avatar_url = "http://127.0.0.1/b.png"
    account.save(update_fields=["avatar_url"])
    return {"seal": seal_of_face(account)}


def picture(row: Conversation, reply: Reply, staff: Person) -> ReplyAttachment:
    return ReplyAttachment.objects.create(
        conversation=row,
        reply=reply,
        form_key=uuid4(),
        position=0,
        content_type="image/png",
        data=b"not shown here",
        sha256=hashlib.sha256(b"not shown here").hexdigest(),
        alt_text="The entrance",
        uploaded_by=staff.user,
    )


def approval(reply: Reply, staff: Person, now: Any) -> Approval:
    return Approval.objects.create(
        practice=reply.practice,
        conversation=reply.conversation,
        reply=reply,
        reasons=["PRICE"],
        approver_roles=[Role.PRACTITIONER, Role.MANAGER, Role.OWNER],
        requested_by=staff.user,
        requested_at=now,
        asked_body=reply.body,
        fingerprint="f" * 64,
        due_at=now + timedelta(minutes=10),
        expires_at=now + timedelta(hours=1),
    )


def promise(reply: Reply, staff: Person, now: Any) -> Promise:
    return Promise.objects.create(
        practice=reply.practice,
        conversation=reply.conversation,
        reply=reply,
        made_by=staff.user,
        words="by noon",
        due_at=now + timedelta(hours=2),
        warn_at=now + timedelta(hours=1),
        status=Promise.Status.OPEN,
        created_at=now,
    )
