"""The approver's page and the policy of who approves what."""

from __future__ import annotations

from django.urls import path

from inbox.views import approval_policy, approvals

app_name = "approve"
urlpatterns = [
    path("approve/", approvals.page, name="page"),
    path("approve/pulse/", approvals.pulse, name="pulse"),
    path("approve/<int:approval_id>/approve/", approvals.approve, name="approve"),
    path("approve/<int:approval_id>/time/", approvals.move, name="move"),
    path("approve/<int:approval_id>/return/", approvals.return_draft, name="return"),
    path("approve/<int:approval_id>/undo/", approvals.undo, name="undo"),
    path("approve/<int:approval_id>/others/", approvals.return_others, name="others"),
    path("settings/approvals/", approval_policy.policy, name="policy"),
]
