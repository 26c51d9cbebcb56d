"""Pictures of all pages, and those of the README (`make screenshots`)."""
