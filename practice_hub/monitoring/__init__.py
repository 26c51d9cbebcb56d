"""What Prometheus reads: counts of all processes of a machine, and how the rows are right now."""
