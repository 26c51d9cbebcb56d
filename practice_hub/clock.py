"""The machine's clock may be set: what every part that keeps leases goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

# Clocks of several machines differ by seconds; what is further ahead was written before a step.
SLACK: Final = timedelta(minutes=1)
