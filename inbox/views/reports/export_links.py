"""Addresses of the export menu."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from inbox.reports.filters import Filters
from practice_hub.http import MemberRequest


@dataclass(frozen=True, slots=True)
class ExportLinks:
    """They keep the filters of `f`; a list also keeps which number it is behind."""

    request: MemberRequest
    page: str
    f: Filters

    @property
    def page_xlsx(self) -> str:
        return self._export(self.page, "xlsx")

    @property
    def page_csv(self) -> str:
        return self._export(self.page, "csv")

    @property
    def all_xlsx(self) -> str:
        return self._export("all", "xlsx")

    @property
    def all_csv(self) -> str:
        return self._export("all", "csv")

    @property
    def list_xlsx(self) -> str:
        return self._list("xlsx")

    @property
    def list_csv(self) -> str:
        return self._list("csv")

    @property
    def mail_now(self) -> str:
        return f"{reverse('reports:mail_now')}?{self.f.to_query()}"

    def _export(self, page: str, file_format: str) -> str:
        named = {"page": page, "format": file_format}
        pairs = {name: value for name, value in self.f.pairs().items() if value}
        return f"{reverse('reports:export')}?{urlencode(named | pairs)}"

    def _list(self, file_format: str) -> str:
        asked = self.request.GET.copy()
        asked.pop("page", None)
        asked["format"] = file_format
        return f"{reverse('reports:export_list')}?{asked.urlencode()}"
