"""Messenger: conversations between townspeople and the practice's page."""

from __future__ import annotations

from datetime import datetime

from sandbox.ids import message_id
from sandbox.models import PRACTICE, FbMessage, FbThread, Person
from sandbox.world_base import Who
from sandbox.world_facebook import FacebookWorld


class MessengerWorld(FacebookWorld):
    """One conversation per person. The 24-hour and 7-day windows are kept by the Graph API."""

    def fb_thread(self, person: Who) -> FbThread | None:
        """The conversation between somebody and the page, if there is one."""
        thread_id = self._fb_thread_of.get(self.person(person).key)
        return self.fb_threads[thread_id] if thread_id else None

    def _fb_thread_for(self, person: Person, moment: datetime) -> FbThread:
        thread = self.fb_thread(person)
        if thread is None:
            thread_id = "t_" + person.psid[::-1]
            thread = FbThread(thread_id, person.key, created_at=moment, updated_at=moment)
            self._fb_enter_thread(thread)
        return thread

    def _fb_add_message(
        self, thread: FbThread, sender: Person, text: str, moment: datetime, **more: str | None
    ) -> FbMessage:
        message = FbMessage(
            id=message_id(thread.id + self.ids.graph(moment) + str(len(thread.message_ids))),
            thread_id=thread.id,
            sender=sender.key,
            text=text,
            created_at=moment,
            via=more.get("via") or "person",
            tag=more.get("tag"),
            reply_to_object=more.get("reply_to_object"),
            media_id=more.get("media_id"),
        )
        thread.message_ids.append(message.id)
        thread.updated_at = max(thread.updated_at, moment)
        if sender.key == PRACTICE:
            thread.unread_count = 0
        else:
            thread.unread_count += 1
            thread.last_inbound_at = max(thread.last_inbound_at or moment, moment)
        self.fb_messages[message.id] = message
        self.save(thread, message)
        return message

    def fb_message(
        self, person: Who, text: str, photo: str | None = None, at: datetime | str | None = None
    ) -> FbMessage:
        """Somebody writes to the page."""
        who, moment = self.person(person), self._moment(at)
        media = self._add_media(photo, moment)
        thread = self._fb_thread_for(who, moment)
        media_id = media.id if media else None
        return self._fb_add_message(thread, who, text, moment, media_id=media_id)

    def fb_page_message(
        self,
        person: Who,
        text: str,
        via: str = "app",
        tag: str | None = None,
        at: datetime | str | None = None,
    ) -> FbMessage:
        """The page writes to somebody, by default from the network's own app."""
        who, moment = self.person(person), self._moment(at)
        thread = self._fb_thread_for(who, moment)
        me = self.person(PRACTICE)
        return self._fb_add_message(thread, me, text, moment, via=via, tag=tag)

    def fb_private_reply(
        self, object_id: str, text: str, via: str = "app", at: datetime | str | None = None
    ) -> FbMessage:
        """The page answers a comment or visitor post in private; opens the conversation."""
        item, moment = self.fb_get(object_id), self._moment(at)
        who, me = self.person(item.author), self.person(PRACTICE)
        thread = self._fb_thread_for(who, moment)
        item.private_replied_at = moment
        self.save(item)
        return self._fb_add_message(thread, me, text, moment, via=via, reply_to_object=item.id)

    def messages(self, person: Who) -> list[FbMessage]:
        """All messages between somebody and the page, oldest first; unsent ones left out."""
        thread = self.fb_thread(person)
        found = [self.fb_messages[m] for m in thread.message_ids] if thread else []
        standing = [message for message in found if message.deleted_at is None]
        return sorted(standing, key=lambda message: message.created_at)
