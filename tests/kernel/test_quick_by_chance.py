"""Templates put together by chance: quick ones say what Django's say, and leave behind the same."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from django.template import Context, Engine
from django.test import override_settings
from django.utils.translation import override

from tests.kernel.test_quick_templates import CACHED, FILES, PATHS, _values

QUICK: Final = "practice_hub.quick_templates"
TEMPLATES: Final = 250
# What was said otherwise once.
KNOWN: Final = (
    "{{ nothing|default:_('Yes') }}{{ yes|yesno:_('Yes,No') }}",
    "{% include 'tokens.html' only %}{% csrf_token %}{% include 'tokens.html' only %}",
    *("{{ torn }}", "{{ once.said }}"),
    "{% extends 'breaks.html' %}{% block a %}{{ block.super }}{% endblock %}",
)
MORE_FILES: Final = {
    **FILES,
    "wide.html": "{% load l10n tz %}{% block a %}<{{ text }}{{ rate }}>{% endblock %}"
    "{% block b %}{% include 'part.html' %}{{ text.strip }}{% endblock %}",
    "tokens.html": "{% csrf_token %}{% include 'part.html' with many=text %}",
    "breaks.html": "{% block a %}{{ torn }}{% endblock %}",
    "deep.html": "{% extends 'wide.html' %}{% block a %}{{ block.super }}{{ name }}{% endblock %}",
}
FILTERS: Final = (
    *("default:'<none>'", "default:_('Yes')", "default:thing.name", "default_if_none:_('No')"),
    *("lower", "upper", "safe", "escape", "force_escape", "length", "add:2", "add:text", "title"),
    *("yesno:'a,b<,c'", "yesno:_('Yes,No')", "date:'j F Y H:i'", "time:'H:i'", "first", "last"),
    *("truncatechars:3", "truncatewords:1", "join:', '", "join:text", "floatformat:2", "urlencode"),
    *(
        "floatformat:'2g'",
        "stringformat:'05d'",
        "unlocalize",
        "localize",
        "linebreaksbr",
        "slice:':2'",
    ),
    *(
        "striptags",
        "pluralize",
        "pluralize:'y,ies'",
        "cut:' '",
        "linebreaks",
        "safeseq",
        "dictsort:0",
    ),
    *(
        "utc",
        "timezone:'Asia/Tokyo'",
        "divisibleby:2",
        "get_digit:1",
        "ljust:9",
        "urlize",
        "wordcount",
    ),
)
NAMES: Final = (*PATHS, "text", "each", "each.name", "forloop.counter", "forloop.parentloop.last")
JOINS: Final = ("and", "or", "==", "!=", "in", "not in", "is", "is not", "<", ">=", "and not")


class Writer:
    """Writes templates; the same `seed`, the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance: Final = Random(seed)

    def template(self) -> str:
        head = "{% load l10n tz %}"
        if self.chance.random() < 0.8:
            return head + self.body(3)
        parent = self.chance.choice(("'base.html'", "'wide.html'", "'deep.html'"))
        blocks = "".join(
            f"{{% block {name} %}}{self.body(2)}{{{{ block.super }}}}{{% endblock %}}"
            for name in self.chance.sample(("a", "b", "head", "body"), 2)
        )
        return f"{{% extends {parent} %}}{head}{blocks}"

    def body(self, depth: int) -> str:
        return "".join(self.piece(depth) for _ in range(self.chance.randint(1, 3)))

    def piece(self, depth: int) -> str:
        if depth and self.chance.random() < 0.55:
            around = self.chance.choice(AROUND)
            return around.format(
                a=self.body(depth - 1),
                b=self.body(depth - 1),
                v=self.value(),
                w=self.value(),
                c=self.condition(),
            )
        return self.chance.choice(PLAIN).format(v=self.value(), w=self.value())

    def value(self) -> str:
        filters = self.chance.sample(FILTERS, self.chance.choice((0, 0, 0, 1, 1, 2, 3)))
        return "|".join((self.chance.choice(NAMES), *filters))

    def condition(self) -> str:
        parts = [self.value()]
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            parts += [self.chance.choice(JOINS), self.value()]
        return " ".join(parts)


AROUND: Final = (
    *("{{% if {c} %}}{a}{{% elif {v} %}}{b}{{% else %}}-{{% endif %}}",) * 3,
    *("{{% for each in {v} %}}{a}{{% empty %}}{b}{{% endfor %}}",) * 2,
    *("{{% with name={v} text={w} %}}{a}{{% endwith %}}",) * 2,
    "{{% autoescape off %}}{a}{{% endautoescape %}}{b}",
    "{{% filter upper|truncatechars:40 %}}{a}{{% endfilter %}}",
    "{{% filter force_escape %}}{a}{{% endfilter %}}",
    "{{% localize on %}}{a}{{% endlocalize %}}{{% localize off %}}{b}{{% endlocalize %}}",
    "{{% spaceless %}}{a}{{% endspaceless %}}{{% localtime off %}}{b}{{% endlocaltime %}}",
    "{{% ifchanged %}}{a}{{% else %}}{b}{{% endifchanged %}}",
    "{{% language 'es' %}}{a}{{% endlanguage %}}",
)
PLAIN: Final = (
    *("<{{{{ {v} }}}}>",) * 8,
    *("{{% firstof {v} {w} %}}", "{{% cycle {v} {w} %}}", "{{% csrf_token %}}"),
    *("{{% translate 'Yes' %}}{{% translate 'No' as text %}}{{{{ text }}}}",),
    *("{{% translate {v} as text %}}{{{{ text }}}}", "{{% include 'part.html' %}}"),
    *(
        "{{% include 'part.html' with name={v} %}}",
        "{{% include 'part.html' with many={v} only %}}",
    ),
    *("{{% blocktranslate with a={v} %}}Hi {{{{ a }}}}{{% endblocktranslate %}}",),
    *("{{% blocktrans with a={v} asvar b %}}{{{{ a }}}}%{{% endblocktrans %}}{{{{ b }}}}",),
    *("{{% include 'tokens.html' only %}}", "{{% widthratio {v} 7 100 %}}"),
)

OURS: Final = [f"{QUICK}.nodes", f"{QUICK}.words", f"{QUICK}.sentences"]


def _engine(builtins: list[str], loader: str) -> Engine:
    files = ("django.template.loaders.locmem.Loader", dict(MORE_FILES))
    words = "django.templatetags.i18n"
    libraries = {"l10n": "django.templatetags.l10n", "tz": "django.templatetags.tz"}
    return Engine(builtins=[words, *builtins], libraries=libraries, loaders=[(loader, [files])])


def _shown(engine: Engine, source: str, languages: tuple[str, ...]) -> list[Any]:
    """What one template says in each language, or how it broke, and how deep its context is."""
    keeper: Any = engine.template_loaders[0]
    keeper.loaders[0].templates_dict["asked.html"] = source
    keeper.get_template_cache.pop("asked.html", None)
    return [_rendered(engine, language) for language in languages]


class Once:
    """Breaks as a transaction does: whoever asks again learns nothing of why."""

    def __init__(self) -> None:
        self.is_broken = False

    @property
    def said(self) -> str:
        if self.is_broken:
            return "again"
        self.is_broken = True
        raise RuntimeError("once")


def _torn() -> None:
    raise ValueError("torn") from KeyError("why")


def _rendered(engine: Engine, language: str) -> tuple[str, int, int]:
    context = Context(
        {
            **_values(),
            "csrf_token": "x<",
            "file": "part.html",
            "text": "<i>a</i> & b",
            "torn": _torn,
            "once": Once(),
        }
    )
    with override(language):
        try:
            said = engine.get_template("asked.html").render(context)
        except Exception as broken:
            said = f"{type(broken).__name__}: {str(broken)[:60]} ({broken.__cause__!r})"
    return said, len(context.dicts), len(context.render_context.dicts)


def test_templates_by_chance_say_what_they_say_with_django() -> None:
    plain = _engine([], CACHED)
    ours = _engine(OURS, f"{QUICK}.loading.Loader")
    writer = Writer(20261122)
    for place, source in enumerate([*KNOWN, *(writer.template() for _ in range(TEMPLATES))]):
        languages = ("en", "es") if place % 2 else ("es", "en")
        with override_settings(USE_THOUSAND_SEPARATOR=place % 5 == 0):
            assert _shown(ours, source, languages) == _shown(plain, source, languages), source


def test_a_context_may_speak_again_in_another_language() -> None:
    """And what it says is no lesson for pages that others see."""
    engine = _engine(OURS, f"{QUICK}.loading.Loader")
    for source in ("{% translate 'Yes' %}", "{% translate 'Yes' as it %}{{ it }}"):
        template, context = engine.from_string(source), Context()
        said = []
        for language in ("es", "en", "es"):
            with override(language):
                said += [template.render(context), template.render(Context())]
        assert said == ["Sí", "Sí", "Yes", "Yes", "Sí", "Sí"]
