"""Quick templates say what Django's say: of every value, missing or not, in any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import TextChoices
from django.template import Context, Engine
from django.template.base import TextNode
from django.template.library import SimpleNode
from django.test import override_settings
from django.utils import html
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from practice_hub.quick_html import format_html
from practice_hub.quick_templates.loading import QuickTemplate

CACHED: Final = "django.template.loaders.cached.Loader"


class Mark(TextChoices):
    GOOD = "GOOD", "Good"


class Danger:
    alters_data = True

    def __call__(self) -> str:
        raise AssertionError("it was called")


@dataclass(repr=False)
class Thing:
    name: str = "Zoë <b> & 'co'"
    none: Thing | None = None
    named: dict[str, Any] = field(default_factory=dict)
    danger: Danger = field(default_factory=Danger)

    def shout(self) -> str:
        return self.name.upper()

    def of(self, other: object) -> str:
        return f"{other}"

    @property
    def lost(self) -> str:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        raise AttributeError("broken")

    @property
    def wrong(self) -> str:
        raise ValueError("wrong")

    def __repr__(self) -> str:
        return f"thing <{self.name}>"


def _values() -> dict[str, Any]:
    thing = Thing(none=Thing(), named={"a": 1, "items": "<own>", "b": {"c": SafeString("<i>")}})
    return {
        "thing": thing,
        "lazy": SimpleLazyObject(lambda: thing),
        "word": lazystr("<lazy>"),
        "said": gettext_lazy("Yes"),
        "many": [thing, "b<", 3],
        "named": thing.named,
        "mark": Mark.GOOD,
        "Mark": Mark,
        "number": 1_234_567,
        "rate": 1234.5,
        "sum": Decimal("1234.50"),
        "yes": True,
        "nothing": None,
        "empty": "",
        "safe": SafeString("<b>bold</b>"),
        "at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "call": thing.shout,
    }


PATHS: Final = (
    *("thing", "thing.name", "thing.shout", "thing.of", "thing.none", "thing.none.none"),
    *("thing.none.none.name", "thing.lost", "thing.broken", "thing.missing", "thing.danger"),
    *("lazy", "lazy.name", "lazy.named.a", "lazy.none.none.x", "word", "word.upper", "said"),
    *("many", "many.0", "many.0.name", "many.1", "many.9", "many.x", "many.index", "named"),
    *("named.a", "named.items", "named.keys", "named.b.c", "named.b.d", "named.9", "named.a.b"),
    *("mark", "mark.label", "Mark.GOOD", "Mark.GOOD.label", "Mark.choices", "number", "rate"),
    *("sum", "yes", "nothing", "nothing.x", "empty", "empty.x", "safe", "at", "at.year", "call"),
    *("missing", "missing.x", "template", "dicts", "push", "request", "1.5", "7", "'a<b'", "None"),
    *('_("Yes")', "thing.wrong"),
)
FILTERS: Final = (
    *("", "|default:'<none>'", "|default:thing.name", "|lower", "|upper|safe", "|length"),
    *("|add:2", "|yesno:'a,b'", "|default_if_none:missing", "|date:'j.n.Y H:i'", "|escape"),
    *("|truncatechars:3", "|join:', '", "|floatformat:2"),
)
CONDITIONS: Final = (
    *("{0}", "not {0}", "{0} and {1}", "{0} or {1}", "{0} == {1}", "{0} != {1}", "{0} in {1}"),
    *("{0} not in {1}", "{0} is {1}", "{0} is not {1}", "{0} < {1}", "{0} >= {1} or not {1}"),
    *("{0}|length > 1", "{0}|default_if_none:gone and {1}", "{0} <= {1} and {1} > {0}"),
)
FILES: Final = {
    "part.html": "[{{ name }}{% for each in many %}{{ each.name }}{{ forloop.last }}{% endfor %}]",
    "self.html": "{% if deep %}<{% include 'self.html' with deep=deep.none %}>{% endif %}",
    "base.html": "{% block head %}{{ number }}{% endblock %}:{% block body %}{% endblock %}",
}
PIECES: Final = (
    "{% include 'part.html' %}{% include 'part.html' with name=thing.name many=nothing %}",
    "{% include 'part.html' with name=number only %}{{ name }}{% include file %}",
    "{% include './part.html' %}{% include 'self.html' with deep=thing %}",
    "{% with name='x' %}{% include 'part.html' %}{{ name }}{% endwith %}{{ name }}",
    "{% extends 'base.html' %}{% block head %}{{ block.super }}!{% endblock %}",
    "{% if number == 7 %}a{% elif thing.none %}b{{ thing }}{% else %}c{% endif %}",
    "{% autoescape off %}{{ thing.name }}{{ said }}{% translate 'Yes' %}{% endautoescape %}",
    "{% translate 'Yes' %} {% trans 'No' as no %}{{ no }}{% translate empty %}",
    "{% translate '100%' %}{% translate 'May' context 'month' %}{% translate 'a<b' as c %}{{ c }}",
    "{% translate 'Yes' noop %}{% translate word %}{% translate 'Yes'|upper %}",
    "{% translate 'Yes' context empty %}{% blocktranslate %}Hi {{ number }}{% endblocktranslate %}",
    "{% for key, value in named.items %}{{ key }}{% endfor %}{% firstof nothing thing.name %}",
    "{% for a in many %}{% for b in many reversed %}{{ forloop.parentloop.counter }}{{ b }}"
    "{% if forloop.last %}!{% endif %}{% ifchanged a %}{{ a }}{% endifchanged %}{% cycle 1 2 %}"
    "{% include 'part.html' with name=a %}{% empty %}none{% endfor %}{% endfor %}",
    "{% for a in nothing %}{{ a }}{% empty %}{{ number }}{% endfor %}",
    "{% for key, value in many %}{{ key }}{% endfor %}",
    "{% for a in empty %}{% csrf_token %}{% endfor %}{% for a in word %}<{{ a }}{% endfor %}",
    "{% lucide 'bell' size=18 aria_hidden='true' %}{% lucide 'bell' as b %}{{ b }}",
    "{% lucide word %}",
    "{% lucide 'bell'|upper %}",
    "{% lucide 'bell' size=number %}",
    "{% cycle 'a' 'b' as c %}{% cycle c %}{% ifchanged number %}{{ number }}{% endifchanged %}",
    "{{ thing.name|default:missing }}",
    "{% trans 'No' %}{{ nothing|default:_('Yes') }}{{ empty|default:_('a<b') }}",
    "{% trans 'Yes' %}{% language 'es' %}{% trans 'Yes' %}{% endlanguage %}{% trans 'Yes' %}",
    "{% include 'no_such.html' %}",
    "{% blocktranslate %}{{ word }} 100% {{ missing }}{{ thing.name }}{% endblocktranslate %}",
    "{% blocktranslate trimmed with a=thing.name %}\n {{ a }}\n{{ b }} {% endblocktranslate %}",
    "{% blocktrans with a=said asvar s %}<{{ a }}>{% endblocktrans %}{{ s }}{{ a }}",
    "{% blocktranslate count n=number %}{{ n }} x{% plural %}{{ n }} xs{% endblocktranslate %}",
    "{% autoescape off %}{% blocktranslate %}{{ word }}<{% endblocktranslate %}{% endautoescape %}",
    "{% blocktranslate context 'month' %}May{% endblocktranslate %}{% blocktrans %}{{ thing }}"
    "{% endblocktrans %}{% language 'es' %}{% blocktrans %}Yes{% endblocktrans %}{% endlanguage %}",
    "{% csrf_token %}{% csrf_token %}",
)


def _engines() -> tuple[Engine, Engine]:
    """Django's, and ours."""
    quick, words = "practice_hub.quick_templates", "django.templatetags.i18n"
    more = [words, "practice_hub.icons"]
    plain = Engine(builtins=more, loaders=[(CACHED, [_files()])])
    ours = [*more, f"{quick}.nodes", f"{quick}.words", f"{quick}.sentences"]
    return plain, Engine(builtins=ours, loaders=[(f"{quick}.loading.Loader", [_files()])])


def _files() -> tuple[str, dict[str, str]]:
    return "django.template.loaders.locmem.Loader", dict(FILES)


def _said(engine: Engine, source: str) -> list[str]:
    """What stands on the page in each language that matters, or how it broke."""
    keeper: Any = engine.template_loaders[0]
    keeper.loaders[0].templates_dict["asked.html"] = source
    keeper.reset()
    languages = ("en", "es", "en") if "rans" in source else ("es",)
    return [_shown(engine, language) for language in languages]


def _shown(engine: Engine, language: str) -> str:
    values = {**_values(), "csrf_token": "x<", "file": "part.html"}
    try:
        with override(language):
            return engine.get_template("asked.html").render(Context(values))
    except Exception as broken:
        return f"{type(broken).__name__}: {str(broken)[:40]}"


def _sources() -> list[str]:
    shown = [f"{{{{ {path}{filtered} }}}}" for path in PATHS for filtered in FILTERS]
    asked = [
        f"{{% if {condition.format(first, second)} %}}yes{{% else %}}no{{% endif %}}"
        for condition in CONDITIONS
        for first in PATHS[::6]
        for second in PATHS[::9]
    ]
    return [*shown, *asked, *PIECES]


def test_every_value_is_said_as_by_django() -> None:
    plain, quick = _engines()
    for source in _sources():
        assert _said(quick, source) == _said(plain, source), source


def test_words_are_those_of_each_language() -> None:
    _, quick = _engines()
    assert _said(quick, "{% translate 'Yes' %}") == ["Yes", "Sí", "Yes"]


def test_a_sign_between_thousands_is_set_where_the_settings_ask_for_it() -> None:
    plain, quick = _engines()
    with override_settings(USE_THOUSAND_SEPARATOR=True):
        assert _said(quick, "{{ number }}") == _said(plain, "{{ number }}")
        assert _said(quick, "{{ number }}")[0] == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"


def test_what_is_missing_is_named_where_an_engine_asks_for_it() -> None:
    _, quick = _engines()
    quick.string_if_invalid = "no %s"
    assert _said(quick, "{{ gone.name }}")[0] == "no gone.name"


def test_our_pages_are_read_this_way() -> None:
    found = Engine.get_default().get_template("inbox/list.html")
    assert isinstance(found, QuickTemplate)


def test_forms_of_html_are_filled_as_by_django() -> None:
    values = [*_values().values(), Thing(), "it's <b>", 0, -1.5]
    for value in values:
        filled = format_html("<p {}>{name}</p>", value, name=value)
        assert (type(filled), filled) == (
            SafeString,
            html.format_html("<p {}>{name}</p>", value, name=value),
        )


def test_an_icon_that_is_written_out_is_text_of_its_page() -> None:
    source = "{% lucide 'bell' size=18 %}{% lucide word %}{% lucide 'bell' as b %}"
    made = QuickTemplate(source, engine=_engines()[1])
    assert [type(node) for node in made.nodelist] == [TextNode, SimpleNode, SimpleNode]
