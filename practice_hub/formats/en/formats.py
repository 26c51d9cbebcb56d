"""Days and times in English; the letters are those of Django's `date`."""

from __future__ import annotations

from typing import Final

CLOCK: Final = "H:i"  # 09:42
CLOCK_SECONDS: Final = "H:i:s"  # 09:42:05
WEEKDAY: Final = "l"  # Saturday
SHORT_WEEKDAY: Final = "D"  # Sat
WEEKDAY_CLOCK: Final = "l, H:i"  # Saturday, 09:42
WEEKDAY_AT_CLOCK: Final = "l H:i"  # Saturday 09:42
SHORT_WEEKDAY_CLOCK: Final = "D H:i"  # Sat 09:42
SHORT_DAY: Final = "M j"  # Nov 14
SHORT_DAY_YEAR: Final = "M j, Y"  # Nov 14, 2026
SHORT_MOMENT: Final = "M j, H:i"  # Nov 14, 09:42
SHORT_MOMENT_YEAR: Final = "M j, Y, H:i"  # Nov 14, 2026, 09:42
SHORT_EXACT: Final = "M j, Y, H:i:s"  # Nov 14, 2026, 09:42:05
LONG_DAY: Final = "F j"  # November 14
LONG_DAY_YEAR: Final = "F j, Y"  # November 14, 2026
SHORT_NAMED_DAY: Final = "D, M j"  # Sat, Nov 14
SHORT_NAMED_DAY_YEAR: Final = "D, M j, Y"  # Sat, Nov 14, 2026
SHORT_NAMED_MOMENT: Final = "D, M j, H:i"  # Sat, Nov 14, 09:42
WEEKDAY_SHORT_DAY: Final = "l, M j"  # Saturday, Nov 14
NAMED_DAY: Final = "l, F j"  # Saturday, November 14
NAMED_DAY_YEAR: Final = "l, F j, Y"  # Saturday, November 14, 2026
EXACT: Final = "l, F j, Y, H:i:s"  # Saturday, November 14, 2026, 09:42:05
MONTH_YEAR: Final = "F Y"  # November 2026
MONTH: Final = "F"  # November
SHORT_MONTH: Final = "M"  # Nov
