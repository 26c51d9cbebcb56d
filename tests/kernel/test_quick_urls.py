"""The quick `{% url %}` says what Django's says."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.urls import NoReverseMatch, reverse, set_script_prefix

from practice_hub.quick_urls import address

NAMES = ("inbox:conversation", "inbox:claim", "inbox:undo", "inbox:picture")


def _shown(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_addresses_are_those_of_django() -> None:
    for number in (0, 7, 9_000_000_000):
        for name in NAMES:
            source = f"{{% url '{name}' number %}}"
            assert _shown(source, number=number) == reverse(name, args=[number])
    named = "{% url name number as there %}<{{ there }}>"
    assert _shown(named, name="inbox:claim", number=3) == f"<{reverse('inbox:claim', args=[3])}>"
    assert _shown("{% url 'inbox:list' %}") == reverse("inbox:list")
    text = "{% url 'inbox:claim' '12' %}"
    assert _shown(text) == reverse("inbox:claim", args=[12])
    four = "{% url 'inbox:media' 1 2 'small' 'seal' %}"
    assert _shown(four) == reverse("inbox:media", args=[1, 2, "small", "seal"])
    by_name = "{% url 'inbox:claim' conversation_id=4 %}"
    assert _shown(by_name) == reverse("inbox:claim", args=[4])


def test_a_folder_before_all_addresses_stands_in_each() -> None:
    plain = _shown("{% url 'inbox:claim' 5 %}")
    set_script_prefix("/hub/")
    try:
        assert _shown("{% url 'inbox:claim' 5 %}") == f"/hub{plain}"
    finally:
        set_script_prefix("/")
    assert _shown("{% url 'inbox:claim' 5 %}") == plain


def test_addresses_in_code_are_those_of_django() -> None:
    for name in NAMES:
        assert address(name, 8) == reverse(name, args=[8])
    assert address("inbox:list") == reverse("inbox:list")
    set_script_prefix("/hub/")
    try:
        assert address("inbox:list") == reverse("inbox:list")
    finally:
        set_script_prefix("/")
    for numbers in ([], [5, 6]):
        with pytest.raises(NoReverseMatch):
            address("inbox:claim", *numbers)


def test_what_is_no_address_is_said_as_by_django() -> None:
    for source in ("{% url 'inbox:no_such' 5 %}", "{% url 'inbox:claim' %}"):
        with pytest.raises(NoReverseMatch):
            _shown(source)
    for negative in (-1, True):
        with pytest.raises(NoReverseMatch):
            _shown("{% url 'inbox:claim' number %}", number=negative)
    assert _shown("{% url 'inbox:no_such' 5 as there %}[{{ there }}]") == "[]"
    with pytest.raises(TemplateSyntaxError):
        Template("{% url %}")
