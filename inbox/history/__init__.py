"""History from a file: read, sorted into conversations, stored, counted (see docs/history.md)."""
