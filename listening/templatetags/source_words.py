"""Words of the network's own query language, as people read them."""

from __future__ import annotations

from django import template

from listening.wording import quoted

register = template.Library()
register.filter("quoted", quoted)
