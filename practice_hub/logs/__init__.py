"""What the processes write about themselves: lines with ids, never a name, a text or a secret."""
