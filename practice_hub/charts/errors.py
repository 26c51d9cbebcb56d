"""What can go wrong with a picture. Pages catch it and show the table alone."""

from __future__ import annotations


class DrawingError(Exception):
    """There is no picture: it failed, took too long, or is not what a picture may be."""
