"""Every act writes an audit row, and every name that is written has words. Read from the source, so
that a new act without a row, or a new name without words, fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from practice_hub.audit.words import known_names
from tests.audit.calls import Key, called, callers_of, functions, modules

RECORD = "practice_hub.audit.record"
WRITERS: tuple[Key, ...] = ((RECORD, "record"), (RECORD, "record_many"))
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
# Names that are put together where they are written.
COMPOSED = {"approval.given", "approval.returned", "approval.undone"}
# Durable writes that need no row: what is written down of them is in the row of another act.
UNNOTED: dict[str, frozenset[str]] = {
    "kept with the answer that they are sent with": frozenset(
        {
            "inbox.actions.attachments.keep_pictures",
            "inbox.actions.attachments.remove_picture",
            "inbox.actions.attachments.sweep_pictures",
            "inbox.actions.drafts.save_draft",
            "inbox.actions.drafts.sweep_drafts",
        }
    ),
    "how far one has read, for one's own list; looks at private messages are noted": frozenset(
        {"inbox.actions.reading.note_seen"}
    ),
    "a sign of life from an open page; taking and losing a claim are noted": frozenset(
        {"inbox.actions.claims.renew_claim"}
    ),
    "how far a slice is; the beginning and the end of the work are noted": frozenset(
        {
            "inbox.privacy.erasing._save_progress",
            "inbox.privacy.retention_runs._note_progress",
        }
    ),
    "a source that was away is read on; its end is noted: account.caught_up": frozenset(
        {"listening.returning.come_back"}
    ),
    "steps of a restore, which is noted as a whole: backup.restored": frozenset(
        {
            "inbox.after_restore._warn",
            "inbox.exports.runs.expire_lost",
            "inbox.privacy.again._enter",
            "listening.after_restore._hold_accounts",
            "listening.after_restore._read_account_again",
            "practice_hub.backups.settling.end_sessions",
        }
    ),
    "one's own reading of one's own alerts": frozenset(
        {
            "practice_hub.alerts.reading.mark_list_read",
            "practice_hub.alerts.reading.mark_read",
        }
    ),
}
# Whole modules of the machine's own work: how far it is, who has a job just now, what is counted
# again. Nobody acts there, and what comes of it (posts, answers, alerts, files) is noted where it
# is booked.
MACHINERY = (
    "inbox.clock_steps",
    "inbox.exports.runs",
    "inbox.privacy.retention_kinds",
    "inbox.reports.rollups",
    "inbox.retopic",
    "inbox.weekly.",
    "listening.catch_up",
    "listening.clock_steps",
    "listening.forg",
    "listening.ingest",
    "listening.limits",
    "listening.recheck",
    "listening.schedule",
    "listening.shares",
    "listening.voice_days",
    "practice_hub.alerts.clock_steps",
    "practice_hub.alerts.delivery",
    "practice_hub.alerts.digests",
    "practice_hub.audit.",
    "practice_hub.backups.keeping",
    "practice_hub.health.",
    "practice_hub.slices",
)


def _is_durable(node: ast.FunctionDef) -> bool:
    return any("durable=True" in ast.unparse(one) for one in node.decorator_list)


def test_every_act_writes_an_audit_row() -> None:
    """An act is a function with a durable transaction."""
    noting = callers_of(*WRITERS)
    acts = {(module, node.name) for module, node in functions() if _is_durable(node)}
    silent = {f"{module}.{name}" for module, name in acts - noting}
    excused = frozenset().union(*UNNOTED.values())
    left = {one for one in silent - excused if not one.startswith(MACHINERY)}
    assert not left, "Write a row, or say in UNNOTED why not"
    assert not excused - silent, "These write rows now, or are gone"


def _written() -> set[str]:
    """Names in calls that write rows: any text like "area.happened" among their arguments."""
    noting = callers_of(*WRITERS, (RECORD, "build"))
    found: set[str] = set()
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and noting & set(called(module, node.func)):
                found |= set(_names_in(node))
    return found


def _names_in(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        for one in ast.walk(argument):
            if isinstance(one, ast.Constant) and NAME.fullmatch(str(one.value)):
                yield str(one.value)


def _looked() -> set[str]:
    """ "<what>.viewed" and "<what>.downloaded" of every view that notes a look."""
    endings = {"looked": "viewed", "downloaded": "downloaded"}
    return {
        f"{what}.{endings[node.func.id]}"
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in endings
        for what in _whats(node)
    }


def _whats(call: ast.Call) -> Iterator[str]:
    """A name in the call itself, or both that a variable may have."""
    for word in call.keywords:
        if word.arg == "what" and isinstance(word.value, ast.Constant):
            yield str(word.value.value)
        elif word.arg == "what":
            yield from ("conversation", "private_messages")


def test_every_name_that_is_written_has_words() -> None:
    unknown = (_written() | _looked()) - known_names()
    assert not unknown, f"Give these words (register_words): {sorted(unknown)}"


def test_every_name_with_words_is_written() -> None:
    texts = {
        str(node.value)
        for module, tree in modules().items()
        if not module.endswith("_words")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    never = known_names() - COMPOSED - _looked() - texts
    assert not never, sorted(never)
