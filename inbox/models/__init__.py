from __future__ import annotations

from inbox.models.approvals import Approval, ApprovalRule, ApprovalTimes
from inbox.models.attachments import ReplyAttachment
from inbox.models.callbacks import Callback, CallbackAttempt, CallbackFeed, CallbackMove
from inbox.models.clocks import Clock, TargetPolicy
from inbox.models.coaching import AdviceDismissal, MutedAdvice
from inbox.models.conversations import Conversation
from inbox.models.drafts import SavedDraft
from inbox.models.exports import ExportRun
from inbox.models.imports import ImportLine, ImportRun
from inbox.models.legs import ConversationItem, Leg
from inbox.models.notes import Note
from inbox.models.privacy import Erasure, PersonFile, RetentionPolicy, RetentionRun
from inbox.models.promises import Promise
from inbox.models.reading import ConversationSeen
from inbox.models.replies import Reply
from inbox.models.reports import Cut, ReportBuilt, ReportDay, ReportMark
from inbox.models.search import SearchDocument
from inbox.models.snippets import Snippet
from inbox.models.views import SavedView
from inbox.models.weekly import ReportLetter, ReportWeek, WeeklySettings, WeeklyWish

__all__ = [
    "AdviceDismissal",
    "Approval",
    "ApprovalRule",
    "ApprovalTimes",
    "Callback",
    "CallbackAttempt",
    "CallbackFeed",
    "CallbackMove",
    "Clock",
    "Conversation",
    "ConversationItem",
    "ConversationSeen",
    "Cut",
    "Erasure",
    "ExportRun",
    "ImportLine",
    "ImportRun",
    "Leg",
    "MutedAdvice",
    "Note",
    "PersonFile",
    "Promise",
    "Reply",
    "ReplyAttachment",
    "ReportBuilt",
    "ReportDay",
    "ReportLetter",
    "ReportMark",
    "ReportWeek",
    "RetentionPolicy",
    "RetentionRun",
    "SavedDraft",
    "SavedView",
    "SearchDocument",
    "Snippet",
    "TargetPolicy",
    "WeeklySettings",
    "WeeklyWish",
]
