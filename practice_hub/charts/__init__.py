"""Pictures of numbers: small descriptions of charts, drawn by Altair and vl-convert as SVG or PNG.

`shapes` says what a picture shows, `figures.figures` and `figures.png` draw it (from the cache, or
in a process of its own), `{% figure %}` puts it on a page with its table.
"""
