"""Connects the inbox to what listening announces, and to what people say on alerts."""

from __future__ import annotations

from inbox.actions.callback_feed import drop_feed
from inbox.actions.callbacks import take_with_alert as take_call_with_alert
from inbox.actions.medical import take_with_alert
from inbox.gone import in_work
from inbox.intake import take_in
from listening.events import on_mentions_ingested
from listening.recheck_plan import on_ask_open
from practice_hub.alerts.hooks import on_acknowledge
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.signals import membership_ended

on_mentions_ingested(take_in)
on_ask_open(in_work)
membership_ended.connect(drop_feed, dispatch_uid="inbox.drop_feed")
on_acknowledge(Kind.RED_FLAG, "conversation", take_with_alert)
on_acknowledge(Kind.CALLBACK_DUE, "callback", take_call_with_alert)
on_acknowledge(Kind.CALLBACK_LATE, "callback", take_call_with_alert)
