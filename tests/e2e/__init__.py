"""Journeys through the whole product in a real browser."""

ALIAS = "e2e"  # the name under which the hub's own database is read
