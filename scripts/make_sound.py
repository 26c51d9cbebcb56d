"""Writes static/sound/news.wav: two soft notes, a third of a second, made here and by nobody else.

python scripts/make_sound.py
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 16_000
LOUDNESS = 0.28
# Hz, and seconds at which each begins.
NOTES = ((659.26, 0.0), (987.77, 0.11))
SECONDS = 0.42
FADE = 11.0  # how fast a note dies away
PLACE = Path(__file__).resolve().parents[1] / "static" / "sound" / "news.wav"


def height(at: float) -> float:
    """The wave at `at` seconds, between -1 and 1."""
    total = 0.0
    for hertz, begin in NOTES:
        since = at - begin
        if since >= 0:
            rise = min(since / 0.006, 1.0)  # no click
            total += rise * math.exp(-FADE * since) * math.sin(2 * math.pi * hertz * since)
    return LOUDNESS * total


def main() -> None:
    PLACE.parent.mkdir(exist_ok=True)
    last = 0.02  # seconds to fade out
    samples = []
    for number in range(int(RATE * SECONDS)):
        at = number / RATE
        samples.append(int(32767 * height(at) * min((SECONDS - at) / last, 1.0)))
    with wave.open(str(PLACE), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))


if __name__ == "__main__":
    main()
