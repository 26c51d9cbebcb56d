"""Random histories of one conversation, and what must hold after each of their steps."""
