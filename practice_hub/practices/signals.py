"""What other parts may have to end with a membership; the kernel knows none of them."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the transaction that ends it, with `member` (Membership) and `at`: whatever was given out
# to this person (an address of a calendar, say) stops working with it, also if they come back.
membership_ended = Signal()
