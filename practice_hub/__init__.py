"""Project and shared kernel; knows nothing of listening or inbox."""

from __future__ import annotations

import gc

# Objects made before the collector of circles looks. What is loaded at the start stays to the end,
# and looking through it after every seven hundred took a tenth of the start of each process; some
# thousand belong to one page and are gone with it, and there it was a sixth (docs/speed.md).
gc.set_threshold(50_000, 20, 20)
