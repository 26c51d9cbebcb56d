"""What may pass into a page and what may not."""

from __future__ import annotations

import pytest

from practice_hub.charts.errors import DrawingError
from practice_hub.charts.svg import clean


def _svg(inside: str) -> str:
    return f'<svg class="marks" width="10" height="5.5" viewBox="0 0 10 5.5">{inside}</svg>'


def test_colors_become_variables_and_frames_vanish() -> None:
    drawing = clean(
        _svg(
            '<g fill="none"><g transform="translate(0,0)">'
            '<path class="background" aria-hidden="true" d="M0,0h5v5h-5Z"/>'
            '<g class="mark-text role-axis-label"><text font-size="13px" font-family="x" '
            'fill="#575e6c" opacity="1" transform="translate(1.23456,2)">A &amp; B</text></g>'
            '<path class="foreground" d="" display="none"/></g></g>'
            '<path clip-path="url(#clip3)" stroke="#0b6a64" d="M0,0"/>'
        ),
        prefix="p",
    )
    assert drawing.body == (
        '<g fill="none"><text fill="var(--ink-2)" transform="translate(1.2,2)">A &amp; B</text></g>'
        '<path clip-path="url(#p-3)" stroke="var(--accent)" d="M0,0"/>'
    )
    assert (drawing.width, drawing.height, drawing.has_links) == (10, 5.5, False)


def test_a_link_stays_in_the_product_and_has_a_name() -> None:
    link = (
        '<a xlink:href="https://page.invalid/x/?a=1&amp;b=2"><path aria-label="Mon: 3" d="M0"/></a>'
    )
    drawing = clean(_svg(link))
    assert drawing.has_links
    assert drawing.body == (
        '<a href="/x/?a=1&amp;b=2" aria-label="Mon: 3"><title>Mon: 3</title><path d="M0"/></a>'
    )
    # Nobody walks through a hundred fields by keyboard: the table under the picture has them too.
    assert clean(_svg(link * 41)).body.count(' tabindex="-1"') == 41


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<svg></svg>x",
        "no drawing",
        _svg("<script>alert(1)</script>"),
        _svg("<foreignObject/>"),
        _svg('<image href="http://elsewhere.example/x.png"/>'),
        _svg("<g><text>a < b</text></g>"),
        _svg("<text>&nbsp;</text>"),
        _svg('<path d="M0"'),
        _svg('<path fill="#123456" d="M0"/>'),
        _svg("</g>"),
        _svg('<a xlink:href="javascript:alert(1)"><path d="M0"/></a>'),
        _svg('<a xlink:href="https://elsewhere.example/"><path d="M0"/></a>'),
        _svg('<a xlink:href="https://page.invalid//elsewhere.example/"><path d="M0"/></a>'),
    ],
)
def test_whatever_is_no_drawing_of_ours_is_refused(svg: str) -> None:
    with pytest.raises(DrawingError):
        clean(svg)


def test_attributes_that_no_drawing_needs_are_left_out() -> None:
    body = clean(_svg('<path style="x" onclick="y" class="z" role="a" d="M0" data-x="1"/>')).body
    assert body == '<path d="M0"/>'
