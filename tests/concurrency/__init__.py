"""Many at once on one row; real PostgreSQL decides."""
