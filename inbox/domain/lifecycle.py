"""The life of a conversation: transitions as data, checked at import. Pure Python.

`SNOOZED` of the demands is an axis of its own (`snoozed_until`): a snoozed conversation keeps its
state, so waking needs no memory of where it came from.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    NEW = "NEW"
    OPEN = "OPEN"  # someone took it, no public answer yet
    ANSWERED_PUBLICLY = "ANSWERED_PUBLICLY"
    IN_PRIVATE = "IN_PRIVATE"
    RESOLVED = "RESOLVED"  # settled; the public thanks are still to come
    LOOP_CLOSED = "LOOP_CLOSED"  # thanked in public (A3)
    CLOSED = "CLOSED"
    NO_REPLY_NEEDED = "NO_REPLY_NEEDED"


class Event(StrEnum):
    CLAIMED = "CLAIMED"
    PUBLIC_ANSWER = "PUBLIC_ANSWER"
    PRIVATE_MESSAGE = "PRIVATE_MESSAGE"
    RESOLVE = "RESOLVE"
    CLOSE_LOOP = "CLOSE_LOOP"
    CLOSE = "CLOSE"
    NO_REPLY = "NO_REPLY"
    REOPEN = "REOPEN"
    INBOUND_PUBLIC = "INBOUND_PUBLIC"
    INBOUND_PRIVATE = "INBOUND_PRIVATE"


ENDED = frozenset({State.LOOP_CLOSED, State.CLOSED, State.NO_REPLY_NEEDED})
WORKING = frozenset({State.NEW, State.OPEN, State.ANSWERED_PUBLICLY, State.IN_PRIVATE})
ALL = frozenset(State)

# event -> {state before: state after}
TRANSITIONS: dict[Event, dict[State, State]] = {
    Event.CLAIMED: {State.NEW: State.OPEN},
    Event.PUBLIC_ANSWER: {
        State.NEW: State.ANSWERED_PUBLICLY,
        State.OPEN: State.ANSWERED_PUBLICLY,
        State.ANSWERED_PUBLICLY: State.ANSWERED_PUBLICLY,
        State.IN_PRIVATE: State.IN_PRIVATE,
        State.RESOLVED: State.RESOLVED,
        State.LOOP_CLOSED: State.LOOP_CLOSED,
        State.CLOSED: State.CLOSED,
        State.NO_REPLY_NEEDED: State.ANSWERED_PUBLICLY,
    },
    Event.PRIVATE_MESSAGE: {
        State.NEW: State.IN_PRIVATE,
        State.OPEN: State.IN_PRIVATE,
        State.ANSWERED_PUBLICLY: State.IN_PRIVATE,
        State.IN_PRIVATE: State.IN_PRIVATE,
        State.RESOLVED: State.RESOLVED,
        State.LOOP_CLOSED: State.LOOP_CLOSED,
        State.CLOSED: State.CLOSED,
        State.NO_REPLY_NEEDED: State.IN_PRIVATE,
    },
    Event.RESOLVE: dict.fromkeys(WORKING, State.RESOLVED),
    Event.CLOSE_LOOP: {State.RESOLVED: State.LOOP_CLOSED},
    Event.CLOSE: {State.RESOLVED: State.CLOSED, State.LOOP_CLOSED: State.CLOSED},
    Event.NO_REPLY: dict.fromkeys(WORKING, State.NO_REPLY_NEEDED),
    Event.REOPEN: dict.fromkeys(ENDED | {State.RESOLVED}, State.OPEN),
    Event.INBOUND_PUBLIC: {
        State.NEW: State.NEW,
        State.OPEN: State.OPEN,
        State.ANSWERED_PUBLICLY: State.OPEN,
        State.IN_PRIVATE: State.IN_PRIVATE,
        State.RESOLVED: State.OPEN,
        State.LOOP_CLOSED: State.OPEN,
        State.CLOSED: State.OPEN,
        State.NO_REPLY_NEEDED: State.OPEN,
    },
    Event.INBOUND_PRIVATE: {
        State.NEW: State.IN_PRIVATE,
        State.OPEN: State.IN_PRIVATE,
        State.ANSWERED_PUBLICLY: State.IN_PRIVATE,
        State.IN_PRIVATE: State.IN_PRIVATE,
        State.RESOLVED: State.IN_PRIVATE,
        State.LOOP_CLOSED: State.IN_PRIVATE,
        State.CLOSED: State.IN_PRIVATE,
        State.NO_REPLY_NEEDED: State.IN_PRIVATE,
    },
}


def next_state(state: State | str, event: Event) -> State | None:
    """The state after `event`, or None when the event is not allowed in `state`."""
    return TRANSITIONS[event].get(State(state))


def sources(event: Event) -> frozenset[State]:
    """States in which `event` is allowed; used in conditional UPDATEs."""
    return frozenset(TRANSITIONS[event])


def _check() -> None:
    missing = [event for event in Event if event not in TRANSITIONS]
    if missing:
        raise RuntimeError(f"no transitions for {missing}")
    for event in (Event.INBOUND_PUBLIC, Event.INBOUND_PRIVATE):
        if sources(event) != ALL:
            raise RuntimeError(f"{event} must be possible in every state: nothing is dropped (L2)")
    reached = {State.NEW}
    for moves in TRANSITIONS.values():
        reached |= set(moves.values())
    if reached != ALL:
        raise RuntimeError(f"unreachable states: {ALL - reached}")


_check()
