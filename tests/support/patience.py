"""How long a test waits for what should come soon. It costs nothing when all is well.

A busy or small machine is no reason to fail: whoever waits for something waits this long, and
whoever must show that something is quick asks only that it was quicker than the alternative.
"""

from __future__ import annotations

from typing import Final

PATIENCE_SECONDS: Final = 60.0
PATIENCE_MS: Final = 60_000
