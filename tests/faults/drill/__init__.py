"""A seeded drill: `python -m tests.faults.drill polling|sending --kills 200 --seed 7`.

A program of its own, with its own PostgreSQL, Redis and sandbox, so that all of them may be killed
without a test noticing. It kills worker, beat, web, PostgreSQL and Redis while the sandbox injects
its faults, lets what is left come to rest, and compares the sandbox's truth with the rows.
"""
