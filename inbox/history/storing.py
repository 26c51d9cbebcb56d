"""From sorted lines to conversations that can be read and counted, some hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from inbox import booking
from inbox.clock_lines import Lines
from inbox.clock_rows import Start, new_clock, stop
from inbox.domain.clock_history import Run, Word, response_runs
from inbox.domain.clockwork import Ending
from inbox.domain.lifecycle import State
from inbox.domain.sla import LOST_AFTER, urgency_rank
from inbox.models import Clock, Conversation, ConversationItem, ImportLine, ImportRun, Leg, Reply
from listening.connectors.base import Audience, AuthorData, MentionData, MentionKind
from listening.history import history_account, store_history
from listening.models import Mention, Network, NetworkAccount
from practice_hub.bulk import insert_rows, row_of, update_rows

GROUPS_A_SLICE = 400
_NEXT = """
SELECT network, thread, person FROM inbox_importline WHERE run_id = %s
GROUP BY network, thread, person ORDER BY network, thread, person LIMIT %s
"""
Group = tuple[str, str, str]


@dataclass(slots=True)
class Stored:
    """What one slice came to. `is_last`: there is nothing left."""

    lines: int = 0
    conversations: int = 0
    is_last: bool = False


def store_slice(run: ImportRun, *, now: datetime) -> Stored:
    """Store the next conversations and take their lines away; in the caller's transaction."""
    groups = _next_groups(run.pk)
    stored = Stored(is_last=len(groups) < GROUPS_A_SLICE)
    for network in Network.values:
        mine = [group for group in groups if group[0] == network]
        if mine:
            _store_network(run, network, mine, stored, now)
    return stored


def _next_groups(run_id: int) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [run_id, GROUPS_A_SLICE])
        return [(network, thread, person) for network, thread, person in cursor.fetchall()]


def _store_network(
    run: ImportRun, network: str, groups: Sequence[Group], stored: Stored, now: datetime
) -> None:
    account = history_account(run.practice_id, network)
    threads = [thread for _, thread, _ in groups]
    people = [person for _, _, person in groups]  # a thread may be as long as the file
    wanted = set(groups)
    found = ImportLine.objects.filter(
        run=run, network=network, thread__in=threads, person__in=people
    )
    lines = [line for line in found if (line.network, line.thread, line.person) in wanted]
    mentions = store_history(account, [_mention(line) for line in lines], now)
    by_id = {mention.external_id: mention for mention in mentions}
    members: dict[str, list[Mention]] = defaultdict(list)
    for line in lines:
        if line.person and line.external_id in by_id:
            members[_key(line)].append(by_id[line.external_id])
    writer = _Writer(account, Lines.load(run.practice_id), now)
    stored.conversations += writer.write(members)
    stored.lines += len(lines)
    ImportLine.objects.filter(pk__in=[line.pk for line in lines]).delete()


def _key(line: ImportLine) -> str:
    """Never the key of a conversation that was heard: history touches none of those."""
    return f"history:{line.network}:{line.thread}:{line.person}"


def _mention(line: ImportLine) -> MentionData:
    author = AuthorData(external_id=line.author, handle=line.author[:120]) if line.author else None
    return MentionData(
        external_id=line.external_id,
        kind=MentionKind.COMMENT if line.parent_id else MentionKind.POST,
        audience=Audience.PUBLIC,
        posted_at=line.posted_at,
        text=line.text,
        thread_id=line.thread,
        raw={},
        author=author,
        parent_id=line.parent_id,
        is_own=line.is_practice,
    )


class _Writer:
    """Writes conversations of one account; those that an earlier import began grow."""

    def __init__(self, account: NetworkAccount, lines: Lines, now: datetime) -> None:
        self._account, self._lines, self._now = account, lines, now

    def write(self, members: dict[str, list[Mention]]) -> int:
        """Gives how many conversations are new."""
        known = {
            row.key: row
            for row in Conversation.objects.filter(
                practice_id=self._account.practice_id, key__in=members
            )
        }
        new = [
            self._opened(key, mentions)
            for key, mentions in members.items()
            if key not in known and any(not m.is_own for m in mentions)
        ]
        made = insert_rows(Conversation, [row_of(row) for row in new], returning=("key", "id"))
        ids = dict(made)
        for row in new:
            row.pk, row._state.adding = ids[row.key], False
            known[row.key] = row
        self._fill(known, members)
        return len(new)

    def _opened(self, key: str, mentions: Sequence[Mention]) -> Conversation:
        first = min((m for m in mentions if not m.is_own), key=_order)
        account = self._account
        row = Conversation(
            practice_id=account.practice_id,
            account=account,
            network=account.network,
            location_id=account.location_id,
            author_id=first.author_id,
            key=key,
            thread_id=first.thread_id,
            state=State.CLOSED.value,
            has_public=True,
            is_imported=True,
            category=first.category,
            urgency=first.urgency,
            urgency_rank=urgency_rank(first.urgency),
            sentiment=first.sentiment,
            topics=list(first.topics),
            started_at=first.posted_at,
            first_seen_at=first.posted_at,
            last_inbound_at=first.posted_at,
            last_activity_at=first.posted_at,
            due_at=first.posted_at,
            preview=booking.preview_of(first),
        )
        self._lines.begin(row)
        return row

    def _fill(self, known: dict[str, Conversation], members: dict[str, list[Mention]]) -> None:
        """Legs, items, answers and clocks; the row follows from all that it holds by now."""
        rows = [row for key, row in known.items() if key in members]
        legs = self._legs(rows)
        items: list[dict[str, object]] = []
        replies: list[dict[str, object]] = []
        for row in rows:
            for mention in sorted(members[row.key], key=_order):
                row.last_seq += 1
                if mention.is_own:
                    replies.append(self._reply(row, legs[row.pk], mention))
                else:
                    items.append(_item(row, legs[row.pk], mention))
        insert_rows(ConversationItem, items)
        insert_rows(Reply, replies)
        self._recount(rows)

    def _legs(self, rows: Sequence[Conversation]) -> dict[int, int]:
        wanted = [
            {
                "conversation_id": row.pk,
                "account_id": self._account.pk,
                "channel": Leg.Channel.PUBLIC.value,
                "opened_at": row.started_at,
            }
            for row in rows
        ]
        insert_rows(Leg, wanted, ignore_conflicts=True)
        found = Leg.objects.filter(conversation__in=rows, channel=Leg.Channel.PUBLIC)
        return dict(found.values_list("conversation_id", "pk"))

    def _reply(self, row: Conversation, leg_id: int, mention: Mention) -> dict[str, object]:
        reply = Reply(
            practice_id=row.practice_id,
            conversation_id=row.pk,
            leg_id=leg_id,
            audience=Reply.Audience.PUBLIC,
            via=Reply.Via.NATIVE,
            body=mention.text,
            status=Reply.Status.SENT,
            seq=row.last_seq,
            external_id=mention.external_id,
            sent_at=mention.posted_at,
            created_at=mention.posted_at,
            send_after=mention.posted_at,
        )
        return row_of(reply)

    def _recount(self, rows: Sequence[Conversation]) -> None:
        """What the rows and the clocks say follows from everything that was said, old and new."""
        words = _words(rows)
        Clock.objects.filter(conversation__in=rows).delete()
        clocks: list[Clock] = []
        for row in rows:
            said = words[row.pk]
            _describe(row, said)
            runs = response_runs(said)
            clocks += [clock for run in runs if (clock := self._clock(row, run))]
        update_rows(rows, _DESCRIBED)
        insert_rows(Clock, [row_of(clock) for clock in clocks])

    def _clock(self, row: Conversation, run: Run) -> Clock:
        due = self._lines.due(run.kind, row, run.audience, run.started_at)
        start = Start(run.kind, run.audience, run.started_at, run.started_at, due)
        clock = new_clock(row, start, self._lines)
        if run.stopped_at is not None:
            stop(clock, Ending.DONE, run.stopped_at, self._lines)
            clock.via = Clock.Via.NATIVE.value
        else:  # nobody ever answered, as far as the file knows
            over = min(due.lost_at or run.started_at + LOST_AFTER, self._now)
            stop(clock, Ending.DROPPED, over, self._lines)
        clock.detect_seconds = None  # nobody was listening
        return clock


_DESCRIBED = [
    "last_seq",
    "started_at",
    "first_mention",
    "last_mention",
    "last_inbound_at",
    "last_activity_at",
    "last_public_inbound_at",
    "last_public_answer_at",
    "first_answered_at",
    "first_response_seconds",
    "round_answered_at",
    "closed_at",
    "category",
    "urgency",
    "urgency_rank",
    "sentiment",
    "topics",
    "preview",
]


def _order(mention: Mention) -> tuple[datetime, int]:
    return mention.posted_at, mention.pk


def _item(row: Conversation, leg_id: int, mention: Mention) -> dict[str, object]:
    return {
        "conversation_id": row.pk,
        "leg_id": leg_id,
        "mention_id": mention.pk,
        "seq": row.last_seq,
    }


def _words(rows: Sequence[Conversation]) -> dict[int, list[Word]]:
    words: dict[int, list[Word]] = defaultdict(list)
    items = ConversationItem.objects.filter(conversation__in=rows)
    heard = items.values_list("conversation_id", "mention_id", "mention__posted_at")
    for row_id, mention_id, posted_at in heard:
        words[row_id].append(Word(posted_at, posted_at, "PUBLIC", False, mention_id))
    replies = Reply.objects.filter(conversation__in=rows)
    for row_id, reply_id, sent_at in replies.values_list("conversation_id", "pk", "sent_at"):
        if sent_at is not None:
            words[row_id].append(Word(sent_at, sent_at, "PUBLIC", True, reply_id))
    return words


def _describe(row: Conversation, words: Iterable[Word]) -> None:
    ordered = sorted(words, key=lambda word: (word.at, word.is_ours, word.place))
    heard = [word for word in ordered if not word.is_ours]
    row.started_at, row.last_inbound_at = heard[0].at, heard[-1].at
    row.first_mention_id, row.last_mention_id = heard[0].place, heard[-1].place
    row.last_public_inbound_at = heard[-1].at
    row.last_activity_at = ordered[-1].at
    row.closed_at = ordered[-1].at
    answers = [word.at for word in ordered if word.is_ours and word.at >= row.started_at]
    if answers:
        row.first_answered_at = row.round_answered_at = answers[0]
        row.last_public_answer_at = answers[-1]
        row.first_response_seconds = int((answers[0] - row.started_at).total_seconds())
