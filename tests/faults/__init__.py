"""Real workers, killed with kill -9 where it hurts most."""
