"""Who may use which address: one row for every name the resolver knows.

Whoever adds an address adds its row; `test_authorization.py` walks all of them and fails for an
address without one. A row says what it takes (an act of `roles.ROLE_ACTS`, or a `Door` where no
act decides), which methods are served (HEAD goes with GET), and what `tests.kernel.world` has to
put into the address; the names there are those of the address itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from practice_hub.operators.site import site as operators
from practice_hub.roles import Act


class Door(StrEnum):
    """Where no role decides."""

    ANYONE = "anyone, signed in or not"
    SIGNED_IN = "anybody who is signed in, with or without a practice"
    MEMBER = "every member of the practice"
    DEMO = "only the demo; elsewhere nobody finds it"
    MONITORS = "only who has METRICS_TOKEN; nobody else finds it"
    OPERATORS = "only who runs the installation; nobody else finds it"
    STREAMS = "only the process of event streams; that of pages has no such address"


@dataclass(frozen=True, slots=True)
class Row:
    """`who` may use it, by the methods `get` and `post`; `form` pairs the fields of a POST that
    name an object with what they hold in `World.ids`."""

    who: Act | Door
    get: bool
    post: bool
    form: tuple[tuple[str, str], ...] = ()

    @property
    def methods(self) -> frozenset[str]:
        reading = {"GET", "HEAD"} if self.get else set()
        return frozenset(reading | ({"POST"} if self.post else set()))


def _get(who: Act | Door) -> Row:
    return Row(who, get=True, post=False)


def _post(who: Act | Door, **form: str) -> Row:
    return Row(who, get=False, post=True, form=tuple(form.items()))


def _both(who: Act | Door, **form: str) -> Row:
    return Row(who, get=True, post=True, form=tuple(form.items()))


_OPERATORS: Final = {
    "admin:index": _get(Door.OPERATORS),
    "admin:app_list": _get(Door.OPERATORS),
    "admin:jsi18n": _get(Door.OPERATORS),
    "styleguide": _get(Door.OPERATORS),
    **{
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}": _get(Door.OPERATORS)
        for model in operators._registry
        for page in ("changelist", "change")
    },
}
_PEOPLE: Final = {
    "people:home": _get(Door.SIGNED_IN),
    "people:healthz": _get(Door.ANYONE),
    "people:switch": _post(Door.MEMBER, practice="practice_id"),
    "people:second_step": _get(Door.SIGNED_IN),
    "people:devices": _get(Door.MEMBER),
    "people:devices_end": _post(Door.MEMBER, device="all_others"),
    "people:sign_out": _post(Act.MANAGE_PEOPLE),
    "people:security": _both(Act.MANAGE_PRACTICE),
    "people:unlock": _both(Door.ANYONE),  # the token is the key
    "people:list": _get(Act.MANAGE_PEOPLE),
    "people:invite": _post(Act.MANAGE_PEOPLE),
    "people:role": _post(Act.MANAGE_PEOPLE),
    "people:remove": _post(Act.MANAGE_PEOPLE),
    # Of a colleague; everybody says it of themselves under the same address.
    "people:away": _both(Act.MANAGE_PEOPLE),
    "people:back": _post(Act.MANAGE_PEOPLE),
    "people:resend": _post(Act.MANAGE_PEOPLE),
    "people:revoke": _post(Act.MANAGE_PEOPLE),
    "people:accept": _both(Door.ANYONE),  # the token is the key
    "people:settings": _get(Act.MANAGE_PRACTICE),
    "people:practice": _both(Act.MANAGE_PRACTICE),
    "people:voice": _both(Act.MANAGE_PRACTICE),
    "guide:setup": _get(Act.MANAGE_PRACTICE),
    "guide:setup_mark": _post(Act.MANAGE_PRACTICE, mark="mark"),
    "guide:setup_leave": _post(Act.MANAGE_PRACTICE),
    "guide:rehearsal": _get(Act.MANAGE_PRACTICE),
    "guide:help": _get(Door.MEMBER),
    "guide:help_page": _get(Door.MEMBER),
    "guide:tour": _both(Door.MEMBER),
    "guide:tour_end": _post(Door.MEMBER),
    "people:location_add": _post(Act.MANAGE_PRACTICE),
    "people:location": _both(Act.MANAGE_PRACTICE),
    "people:location_remove": _post(Act.MANAGE_PRACTICE),
    "people:hours": _both(Act.MANAGE_PRACTICE, what="part"),
    "people:hours_location": _both(Act.MANAGE_PRACTICE, what="part"),
    "people:account": _both(Door.MEMBER),
    "people:density": _post(Door.MEMBER),
    "people:language": _post(Door.ANYONE),
    "people:leave": _post(Door.MEMBER),
    "people:demo": _get(Door.DEMO),
    "people:demo_sign_in": _post(Door.DEMO),
    "events": _get(Door.STREAMS),
}
_SIGN_IN: Final = {
    "account_login": _both(Door.ANYONE),
    "account_logout": _both(Door.ANYONE),
    "account_inactive": _get(Door.ANYONE),
    "account_signup": _both(Door.ANYONE),
    "account_reauthenticate": _both(Door.SIGNED_IN),
    "account_change_password": _both(Door.SIGNED_IN),
    "account_set_password": _both(Door.SIGNED_IN),
    "account_reset_password": _both(Door.ANYONE),
    "account_reset_password_done": _get(Door.ANYONE),
    "account_reset_password_from_key": _both(Door.ANYONE),
    "account_reset_password_from_key_done": _get(Door.ANYONE),
    "mfa_list_webauthn": _get(Door.SIGNED_IN),
    "mfa_add_webauthn": _both(Door.SIGNED_IN),
    "mfa_login_webauthn": _both(Door.ANYONE),
    "mfa_reauthenticate_webauthn": _both(Door.SIGNED_IN),
    "mfa_remove_webauthn": _both(Door.SIGNED_IN),
    "mfa_edit_webauthn": _both(Door.SIGNED_IN),
    "mfa_index": _get(Door.SIGNED_IN),
    "mfa_authenticate": _both(Door.ANYONE),  # of who has given their password
    "mfa_reauthenticate": _both(Door.SIGNED_IN),
    "mfa_activate_totp": _both(Door.SIGNED_IN),
    "mfa_deactivate_totp": _both(Door.SIGNED_IN),
    "mfa_view_recovery_codes": _get(Door.SIGNED_IN),
    "mfa_generate_recovery_codes": _both(Door.SIGNED_IN),
}
_KERNEL: Final = {
    "alerts:list": _get(Act.READ_ALERTS),
    "alerts:banner": _get(Door.MEMBER),
    "alerts:desktop": _get(Act.READ_ALERTS),
    "alerts:desktop_shown": _post(Act.READ_ALERTS),
    "alerts:open": _both(Act.READ_ALERTS),
    "alerts:acknowledge": _post(Act.READ_ALERTS),
    "alerts:settings": _both(Act.READ_ALERTS),
    "alerts:test": _post(Act.READ_ALERTS),
    "alerts:undisturbed": _both(Act.READ_ALERTS),
    "alerts:chain": _both(Act.MANAGE_PRACTICE),
    "roster:page": _get(Act.READ_ROSTER),
    "roster:add": _post(Act.EDIT_ROSTER),
    "roster:copy": _post(Act.EDIT_ROSTER),
    "roster:always": _post(Act.EDIT_ROSTER),
    "roster:off_add": _post(Act.READ_ROSTER),
    "roster:off_remove": _post(Act.READ_ROSTER),
    "roster:note": _post(Act.READ_ROSTER),
    "roster:note_read": _post(Act.READ_ROSTER),
    "roster:watch": _post(Act.TAKE_SHIFTS),
    "roster:line": _get(Act.READ_ROSTER),
    "roster:turn": _get(Act.READ_ROSTER),
    "roster:change": _post(Act.EDIT_ROSTER),
    "roster:end": _post(Act.EDIT_ROSTER),
    "roster:put": _post(Act.EDIT_ROSTER),
    "roster:ask": _post(Act.READ_ROSTER),
    "roster:answer": _post(Act.READ_ROSTER),
    "roster:withdraw": _post(Act.READ_ROSTER),
    "audit:page": _get(Act.READ_AUDIT),
    "audit:export": _get(Act.READ_AUDIT),
    "audit:chain": _get(Act.READ_AUDIT),
    "readyz": _get(Door.ANYONE),
    "metrics": _get(Door.MONITORS),
    "health:page": _get(Act.MANAGE_SOURCES),
    "health:live": _get(Act.MANAGE_SOURCES),
}
# GET of an act leads to its conversation: a reload after a refusal, a way back from signing in.
_INBOX: Final = {
    "inbox:list": _get(Act.READ_PUBLIC),
    "inbox:counts": _get(Act.READ_PUBLIC),
    "inbox:palette": _get(Act.READ_PUBLIC),
    "inbox:views": _both(Act.READ_PUBLIC),
    "inbox:view": _post(Act.READ_PUBLIC),
    "inbox:merge": _both(Act.READ_PRIVATE, into="conversation_id"),
    "inbox:split": _both(Act.READ_PRIVATE, posts="mention_id"),
    "inbox:split_off": _both(Act.READ_PRIVATE),
    # Refused for each conversation by itself, so no 404 for all (test_foreign_ids.py).
    "inbox:bulk": _both(Act.ANSWER_PUBLIC),
    "inbox:bulk_undo": _both(Act.ANSWER_PUBLIC),
    "inbox:conversation": _get(Act.READ_PUBLIC),
    "inbox:claim": _both(Act.ANSWER_PUBLIC),
    "inbox:renew": _post(Act.ANSWER_PUBLIC),
    "inbox:release": _both(Act.ANSWER_PUBLIC),
    "inbox:take_over": _both(Act.TAKE_OVER),
    "inbox:assign": _both(Act.ANSWER_PUBLIC),
    "inbox:note": _both(Act.READ_PRIVATE),
    "inbox:snooze": _both(Act.ANSWER_PUBLIC),
    "inbox:wake": _both(Act.ANSWER_PUBLIC),
    "inbox:no_reply": _both(Act.ANSWER_PUBLIC),
    "inbox:resolve": _both(Act.ANSWER_PUBLIC),
    "inbox:skip_loop": _both(Act.ANSWER_PUBLIC),
    "inbox:close": _both(Act.ANSWER_PUBLIC),
    "inbox:reopen": _both(Act.ANSWER_PUBLIC),
    "inbox:label": _both(Act.ANSWER_PUBLIC, mention="mention_id"),
    "inbox:mark_medical": _both(Act.MARK_MEDICAL),
    "inbox:unmark_medical": _both(Act.MARK_MEDICAL),
    "inbox:take_emergency": _both(Act.CLEAR_RED_FLAG),
    "inbox:change_promise": _both(Act.ANSWER_PUBLIC, promise="promise_id"),
    "inbox:keep_promise": _both(Act.ANSWER_PUBLIC, promise="promise_id"),
    "inbox:drop_promise": _both(Act.ANSWER_PUBLIC, promise="promise_id"),
    "inbox:reopen_promise": _both(Act.ANSWER_PUBLIC, promise="promise_id"),
    "inbox:presence": _both(Act.READ_PUBLIC),
    "inbox:hand_over": _both(Act.ANSWER_PUBLIC),
    "inbox:colleagues": _get(Act.READ_PRIVATE),
    "inbox:draft": _post(Act.ANSWER_PUBLIC),
    "inbox:send": _both(Act.ANSWER_PUBLIC),
    "inbox:check": _post(Act.ANSWER_PUBLIC),
    "inbox:preview": _post(Act.ANSWER_PUBLIC),
    "inbox:hand_off": _get(Act.ANSWER_PRIVATE),
    "inbox:dismiss_advice": _post(Act.ANSWER_PUBLIC),
    "inbox:answered_there": _both(Act.ANSWER_PUBLIC),
    "inbox:private_contact": _both(Act.ANSWER_PRIVATE),
    "inbox:undo": _both(Act.ANSWER_PUBLIC),
    "inbox:reschedule": _both(Act.ANSWER_PUBLIC),
    "inbox:send_now": _both(Act.ANSWER_PUBLIC),
    "inbox:retry": _both(Act.ANSWER_PUBLIC),
    "inbox:discard": _both(Act.ANSWER_PUBLIC),
    "inbox:picture": _get(Act.READ_PUBLIC),
    "inbox:media": _get(Act.READ_PUBLIC),
    "inbox:edit": _both(Act.ANSWER_PUBLIC),
    "inbox:drop": _both(Act.ANSWER_PUBLIC),
    "inbox:settle_sent": _both(Act.SETTLE_SEND),
    "inbox:settle_again": _both(Act.SETTLE_SEND),
    "inbox:call_done": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "inbox:call_attempt": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "inbox:call_move": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "inbox:call_give": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "inbox:call_cancel": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "inbox:call_resume": _both(Act.ANSWER_PRIVATE, callback="callback_id"),
    "approve:page": _get(Act.APPROVE),
    "approve:pulse": _get(Act.APPROVE),
    "approve:approve": _both(Act.APPROVE),
    "approve:move": _both(Act.APPROVE),
    "approve:return": _both(Act.APPROVE),
    "approve:undo": _both(Act.APPROVE),
    "approve:others": _both(Act.APPROVE),
    "approve:policy": _both(Act.MANAGE_PRACTICE),
    "callbacks:page": _get(Act.READ_PRIVATE),
    "callbacks:plan": _both(Act.ANSWER_PRIVATE),
    "callbacks:new_feed": _both(Act.READ_PRIVATE),
    "callbacks:stop_feed": _both(Act.READ_PRIVATE),
    "callbacks:feed": _get(Door.ANYONE),  # the secret in the address is the key
    "callbacks:entry": _get(Act.READ_PRIVATE),
    "callbacks:act": _both(Act.ANSWER_PRIVATE),
    "snippets:list": _get(Act.WRITE_SNIPPETS),
    "snippets:new": _both(Act.WRITE_SNIPPETS),
    "snippets:snippet": _get(Act.WRITE_SNIPPETS),
    "snippets:edit": _both(Act.WRITE_SNIPPETS),
    "snippets:review": _post(Act.REVIEW_SNIPPETS),
    "snippets:retire": _post(Act.WRITE_SNIPPETS),
    "snippets:restore": _post(Act.WRITE_SNIPPETS),
    "inbox_settings:targets": _both(Act.MANAGE_PRACTICE),
    "inbox_settings:history": _both(Act.MANAGE_PRACTICE),
    "inbox_settings:history_run": _get(Act.MANAGE_PRACTICE),
    "inbox_settings:history_cancel": _post(Act.MANAGE_PRACTICE),
    "inbox_settings:history_problems": _get(Act.MANAGE_PRACTICE),
    "data:page": _get(Act.MANAGE_PRACTICE),
    "data:keeping": _both(Act.MANAGE_PRACTICE),
    "data:keeping_save": _post(Act.MANAGE_PRACTICE),
    "data:find": _both(Act.MANAGE_PRACTICE),
    "data:person": _get(Act.MANAGE_PRACTICE),
    "data:file_start": _post(Act.MANAGE_PRACTICE, person="author_id"),
    "data:file": _get(Act.MANAGE_PRACTICE),
    "data:file_download": _get(Act.MANAGE_PRACTICE),
    "data:file_delete": _post(Act.MANAGE_PRACTICE),
    "data:erase": _post(Act.MANAGE_PRACTICE, person="author_id"),
    "data:erasure": _get(Act.MANAGE_PRACTICE),
    "data:receipt": _get(Act.MANAGE_PRACTICE),
    "data:check_receipt": _post(Act.MANAGE_PRACTICE),
    "coach:table": _get(Act.MANAGE_PRACTICE),
    "coach:mute": _post(Act.MANAGE_PRACTICE),
    "coach:unmute": _post(Act.MANAGE_PRACTICE),
}
_REPORTS: Final = {
    "reports:overview": _get(Act.READ_REPORTS),
    "reports:time": _get(Act.READ_REPORTS),
    "reports:when": _get(Act.READ_REPORTS),
    "reports:who": _get(Act.READ_REPORTS),
    "reports:care": _get(Act.READ_REPORTS),
    "reports:voice": _get(Act.READ_REPORTS),
    "reports:behind": _get(Act.READ_REPORTS),
    "reports:definitions": _get(Act.READ_REPORTS),
    "reports:export": _get(Act.READ_REPORTS),
    "reports:export_list": _get(Act.READ_REPORTS),
    "reports:exports": _get(Act.READ_REPORTS),
    "reports:export_start": _post(Act.READ_REPORTS),
    "reports:export_ready": _get(Act.READ_REPORTS),
    "reports:export_file": _get(Act.READ_REPORTS),
    "reports:export_cancel": _post(Act.READ_REPORTS),
    "reports:weekly": _get(Act.READ_REPORTS),
    "reports:weekly_mine": _post(Act.READ_REPORTS),
    "reports:weekly_practice": _post(Act.MANAGE_PRACTICE),
    "reports:mail_now": _post(Act.READ_REPORTS),
}
_LISTENING: Final = {
    "listening:sources": _get(Act.READ_SOURCES),
    "listening:live": _get(Act.READ_SOURCES),
    "listening:outage_line": _get(Act.READ_SOURCES),
    "listening:health_badge": _get(Act.READ_SOURCES),
    "listening:connect": _both(Act.MANAGE_SOURCES),
    "listening:reconnect": _both(Act.MANAGE_SOURCES),
    "listening:pause": _post(Act.MANAGE_SOURCES),
    "listening:resume": _post(Act.MANAGE_SOURCES),
    "listening:confirm": _post(Act.MANAGE_SOURCES),
    "listening:let_answers_go": _post(Act.MANAGE_SOURCES),
    "listening:disconnect": _post(Act.MANAGE_SOURCES),
    "listening:choose_location": _post(Act.MANAGE_SOURCES),
    "listening:look": _post(Act.MANAGE_SOURCES),
    "listening:look_at_feed": _post(Act.MANAGE_SOURCES),
    "listening:dismiss_gap": _post(Act.MANAGE_SOURCES),
    "listening:term_add": _post(Act.MANAGE_SOURCES),
    "listening:term_edit": _both(Act.MANAGE_SOURCES),
    "listening:term_toggle": _post(Act.MANAGE_SOURCES),
    "listening:term_remove": _post(Act.MANAGE_SOURCES),
}

URL_ACTS: Final[dict[str, Row]] = {
    **_PEOPLE,
    **_SIGN_IN,
    **_KERNEL,
    **_INBOX,
    **_REPORTS,
    **_OPERATORS,
    **_LISTENING,
}
