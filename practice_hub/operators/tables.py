"""The kernel's tables that operators may look at: who is here, who is locked out, what is alive."""

from __future__ import annotations

from practice_hub.backups.models import BackupRun
from practice_hub.health.models import Heartbeat, Outage
from practice_hub.operators.site import show
from practice_hub.practices.models import Invitation, Location, Membership, Practice, User
from practice_hub.practices.models.access import SignInGuard

show(
    Practice,
    columns=("name", "slug", "time_zone", "country", "region", "created_at"),
    search_fields=("name", "slug"),
)
show(Location, columns=("practice", "name", "time_zone", "country"), list_filter=("practice",))
show(
    User,
    columns=("email", "name", "is_active", "is_staff", "date_joined", "last_login"),
    search_fields=("email", "name"),
    list_filter=("is_active", "is_staff"),
)
show(
    Membership,
    columns=("user", "practice", "role", "joined_at", "left_at"),
    list_filter=("practice", "role"),
)
show(
    Invitation,
    columns=(
        *("email", "practice", "role", "created_at", "sent_at", "expires_at"),
        *("accepted_at", "revoked_at"),
    ),
    list_filter=("practice", "role"),
)
show(
    SignInGuard,
    columns=("user", "address", "from_address", "failures", "first_failed_at", "locked_until"),
)
show(Heartbeat, columns=("part", "at", "waited_seconds", "running_since"))
show(Outage, columns=("part", "practice", "subject_id", "since", "noticed_at", "ended_at"))
show(
    BackupRun, columns=("started_at", "finished_at", "file_name", "size_bytes", "is_tried", "error")
)
