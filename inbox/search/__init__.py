"""Search over posts, answers, notes and people; how it works stands in docs/search.md."""
