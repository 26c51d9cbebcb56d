"""Project and shared kernel; knows nothing of listening or inbox."""
