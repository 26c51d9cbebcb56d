"""Words of the network's own query language and of what is stored, as people read them."""

from __future__ import annotations

from django import template

from listening.recheck_words import recheck_line
from listening.stored import stored
from listening.stored_words import in_words
from listening.wording import quoted

register = template.Library()
register.filter("quoted", quoted)
register.filter("recheck_line", recheck_line)
register.filter("stored", stored)
register.filter("in_words", in_words)
