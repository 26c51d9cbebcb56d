"""Static files as browsers get them: compressed, and named by content down to the last module."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

_NAME = r"""(?P<url>\./[\w-]+\.js)"""
_MODULES = (
    (rf"""(?P<matched>from "{_NAME}")""", 'from "%(url)s"'),
    (rf"""(?P<matched>import "{_NAME}")""", 'import "%(url)s"'),
    (rf"""(?P<matched>import\("{_NAME}"\))""", 'import("%(url)s")'),
    (
        rf"""(?P<matched>new URL\("{_NAME}", import\.meta\.url\))""",
        'new URL("%(url)s", import.meta.url)',
    ),
)


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Our scripts import each other by the names of their contents too, so that after an upgrade no
    page mixes a new module with an old one that its browser has kept.

    Django can do it for all scripts, but then takes words of a library's comment for an import.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _MODULES))
    max_post_process_passes = 12  # one for each module in the longest chain of imports
