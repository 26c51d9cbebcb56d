#!/usr/bin/env python
"""Command line of Practice Hub; `python manage.py up` starts everything."""

import os
import sys

OLDEST_PYTHON = (3, 11)


def main():
    # Nothing above this line, and no annotation here, may need a newer Python than it refuses.
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            "Practice Hub needs Python 3.11 or newer and this is Python %d.%d: install a newer "
            "one, then run `make demo` again." % sys.version_info[:2]
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")
    run(sys.argv)


def run(arguments):
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (see main)

    from practice_hub.env import EnvError  # noqa: PLC0415 (see main)

    try:
        execute_from_command_line(arguments)
    except EnvError as error:
        sys.exit("Practice Hub did not start, because of its settings:\n%s" % error)


if __name__ == "__main__":
    main()
