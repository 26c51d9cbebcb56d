"""Which lines belong together: set by set in the database, whatever the order of the file.

`thread` is the first post above a line, found by jumping: each round a line takes over what its
parent points to, so a chain of a million is done in twenty rounds. A parent that the file lacks is
the thread of all that answer it. Lines that answer each other in a circle each stand alone.
`person` is whose conversation a line belongs to: the author of the nearest line above that is not
the practice's.
"""

from __future__ import annotations

from django.db import connection

_ROUNDS = 40  # more than a chain as long as the longest file needs
# Every statement names the run by its only parameter.
_BEGIN = """
UPDATE inbox_importline AS line SET
  thread = CASE WHEN line.parent_id = '' THEN line.external_id ELSE line.parent_id END,
  person = CASE WHEN line.is_practice THEN ''
                WHEN line.author = '' THEN 'm' || line.external_id
                ELSE 'a' || line.author END
WHERE run_id = %s
"""
_JUMP = """
UPDATE inbox_importline AS line SET thread = above.thread
FROM inbox_importline AS above
WHERE line.run_id = %s AND above.run_id = line.run_id AND above.network = line.network
  AND above.external_id = line.thread AND line.thread <> line.external_id
  AND above.thread <> line.thread
"""
# Whoever still points at a line that is no beginning goes round in a circle.
_CIRCLES = """
UPDATE inbox_importline AS line SET thread = line.external_id, parent_id = ''
FROM inbox_importline AS above
WHERE line.run_id = %s AND above.run_id = line.run_id AND above.network = line.network
  AND above.external_id = line.thread AND above.thread <> above.external_id
RETURNING line.line
"""
# Circles of two, four, eight come back to themselves while jumping.
_CAME_BACK = """
UPDATE inbox_importline SET parent_id = ''
WHERE run_id = %s AND thread = external_id AND parent_id <> '' RETURNING line
"""
_PERSON = """
UPDATE inbox_importline AS line SET person = above.person
FROM inbox_importline AS above
WHERE line.run_id = %s AND above.run_id = line.run_id AND above.network = line.network
  AND above.external_id = line.parent_id AND line.is_practice AND line.person = ''
  AND above.person <> ''
"""
# An answer whose question is missing goes to the only person of its thread, if there is just one.
_ONLY = """
UPDATE inbox_importline AS line SET person = alone.person
FROM (
  SELECT network, thread, min(person) AS person FROM inbox_importline
  WHERE run_id = %s AND person <> '' AND NOT is_practice
  GROUP BY network, thread HAVING count(DISTINCT person) = 1
) AS alone
WHERE line.run_id = %s AND line.is_practice AND line.person = ''
  AND alone.network = line.network AND alone.thread = line.thread
"""
_KNOWN = """
DELETE FROM inbox_importline AS line USING listening_mention AS mention, inbox_importrun AS run
WHERE line.run_id = %s AND run.id = line.run_id AND mention.practice_id = run.practice_id
  AND mention.network = line.network AND mention.external_id = line.external_id
"""


def sort_lines(run_id: int) -> list[int]:
    """Fill in `thread` and `person`; gives the lines that answer each other in a circle."""
    _run(_BEGIN, run_id)
    # Fresh rows have no statistics, and without them a join compares each line with each.
    _run("ANALYZE inbox_importline")
    _repeat(_JUMP, run_id)
    circles = _circles(run_id)
    _repeat(_PERSON, run_id)
    _run(_ONLY, run_id, run_id)
    return circles


def drop_known(run_id: int) -> int:
    """Take out what is there already, heard or imported; gives how many lines that were."""
    return _run(_KNOWN, run_id)


def _repeat(sql: str, run_id: int) -> None:
    for _ in range(_ROUNDS):
        if not _run(sql, run_id):
            return


def _circles(run_id: int) -> list[int]:
    found: list[int] = []
    with connection.cursor() as cursor:
        for sql in (_CAME_BACK, _CIRCLES):
            cursor.execute(sql, [run_id])
            found += [line for (line,) in cursor.fetchall()]
    return sorted(found)


def _run(sql: str, *parameters: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)
