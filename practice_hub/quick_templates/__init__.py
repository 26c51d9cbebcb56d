"""Django's templates, rendered with less work between one word and the next.

A third of the processor time of a page was Django looking values up and gluing pieces together
(docs/speed.md). What is read and written stays Django's own: our parser makes the same nodes, of
classes that take a short way for what nearly every value is, and leave the rest to Django.
"""
