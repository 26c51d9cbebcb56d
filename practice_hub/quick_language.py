"""Which language is spoken now, known without a lock.

A page asks for it a hundred times. Django keeps it in asgiref's `Local`, a lock around a context
variable; this is the context variable.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from django.utils.translation import trans_real

_DJANGO: Final[Any] = trans_real  # more is in it than its types say
_catalog: ContextVar[Any] = ContextVar("practice_hub_catalog", default=None)


class Spoken:
    """The one value that Django keeps, as `Local` has it: there is none before somebody sets it."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The catalog of words. Raises AttributeError when no language was chosen."""
        catalog = _catalog.get()
        if catalog is None:
            raise AttributeError("value")
        return catalog

    @value.setter
    def value(self, catalog: Any) -> None:
        _catalog.set(catalog)

    @value.deleter
    def value(self) -> None:
        _catalog.set(None)


def install() -> None:
    """Before anybody speaks."""
    _DJANGO._active = Spoken()
