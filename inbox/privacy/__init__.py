"""The data of people who wrote: found, given out, erased, kept for so long (P1, O5)."""
