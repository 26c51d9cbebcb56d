from __future__ import annotations

from listening.models.accounts import (
    Feed,
    FeedGap,
    Network,
    NetworkAccount,
    RateWindowRow,
    WatchTerm,
)
from listening.models.catch_ups import CatchUp, CatchUpFeed
from listening.models.forgetting import Forgotten, LedgerKey, Recheck, RecheckBook
from listening.models.gone import GoneReason
from listening.models.mentions import (
    Author,
    Category,
    Mention,
    MentionReason,
    MentionRevision,
    RawPayload,
    Sentiment,
    Share,
    Urgency,
)
from listening.models.voice import Spread, SpreadSample, VoiceChange, VoiceDay

__all__ = [
    "Author",
    "CatchUp",
    "CatchUpFeed",
    "Category",
    "Feed",
    "FeedGap",
    "Forgotten",
    "GoneReason",
    "LedgerKey",
    "Mention",
    "MentionReason",
    "MentionRevision",
    "Network",
    "NetworkAccount",
    "RateWindowRow",
    "RawPayload",
    "Recheck",
    "RecheckBook",
    "Sentiment",
    "Share",
    "Spread",
    "SpreadSample",
    "Urgency",
    "VoiceChange",
    "VoiceDay",
    "WatchTerm",
]
