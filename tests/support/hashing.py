"""Argon2 as in the product, at the least it can cost: a test signs in more often than a person."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Slow on purpose is right for a real password and wrong for one that everybody may read."""

    time_cost = 1
    memory_cost = 64  # KiB
    parallelism = 1
