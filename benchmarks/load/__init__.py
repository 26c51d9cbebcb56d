"""`make load`: open browsers and people at work against a hub (docs/operations/load.md)."""
