"""Connects the inbox to what listening announces."""

from __future__ import annotations

from inbox.intake import take_in
from listening.events import on_mentions_ingested

on_mentions_ingested(take_in)
