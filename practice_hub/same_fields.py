"""Forms whose fields are the same for everybody: read, but never changed by one that was posted.

Django copies every field of a form for each one that is made, so that it may be changed; of a form
with a dozen fields that takes as long as reading it (docs/speed.md).
"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms

F = TypeVar("F", bound=type[forms.Form])


class _Same(dict[str, forms.Field]):
    def __deepcopy__(self, memo: Any) -> _Same:
        return self


def same_fields(form: F) -> F:
    """A decorator: all forms of this class share their fields."""
    form.base_fields = _Same(form.base_fields)
    return form
