"""Every number of the reports as a file (O5)."""
