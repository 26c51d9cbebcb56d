"""Django's admin for whoever runs the installation: to look at, never to change.

What changes rows are acts, which check, note and tell; a form that writes into tables would go past
all of that. And what people wrote is no business of an operator (P1): only tables of the machine
are shown, with the fields that are named for each (docs/operations/operators.md).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe

from practice_hub.practices.fresh import is_fresh
from practice_hub.practices.models import User
from practice_hub.practices.standing import has_second_step

if TYPE_CHECKING:
    ModelTable = admin.ModelAdmin[Model]
else:
    ModelTable = admin.ModelAdmin

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
_SERVED: Final = ("index", "app_list", "jsi18n")


class OperatorSite(admin.AdminSite):
    """Nobody but operators finds it; they sign in where everybody does."""

    site_title = index_title = "Operators"
    enable_nav_sidebar = False
    final_catch_all_view = False
    index_template = "admin/operators_index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_active and request.user.is_staff

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        """GET only. 404 for who is no operator; an operator needs a second step, and a sign-in
        that is not long ago."""
        inner = super().admin_view(view, cacheable)

        @require_safe
        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            if not has_second_step(cast(User, request.user).pk):
                return redirect("mfa_index")
            if not is_fresh(request):
                raise ReauthenticationRequired
            return inner(request, *args, **kwargs)

        return cast(V, guarded)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            each
            for each in super().get_urls()
            if isinstance(each, URLResolver) or each.name in _SERVED
        ]


class Table(ModelTable):
    """Rows to look at. `fields` says which columns of a row are shown; the others never are."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    list_select_related = True

    def get_urls(self) -> list[URLPattern]:
        return [
            each
            for each in super().get_urls()
            if (each.name or "").endswith(("_changelist", "_change"))
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


site = OperatorSite()


def show(model: type[Model], *, columns: tuple[str, ...], **more: Any) -> None:
    """Let operators look at `model`: `columns` in the list and in a row, `more` as Django's
    ModelAdmin has it (`search_fields`, `list_filter`, `fields` for a row that shows more)."""
    options = {"list_display": columns, "fields": columns, **more}
    table = type(f"{model.__name__}Table", (Table,), options)
    site.register(model, cast(type[Table], table))
