"""The page of settings: every line leads somewhere and says what is set now."""

from __future__ import annotations

import re
from html import unescape

from django.utils import timezone

from inbox.models import MutedAdvice
from practice_hub.alerts.models import ChainSettings
from practice_hub.guide.lines import Shelf, lines_for, shelves_for
from practice_hub.practices.models import Practice
from tests.builders import make_account
from tests.people import Person


def said(person: Person) -> dict[str, str]:
    """What the page says, by the title of the line."""
    text = unescape(person.client.get("/settings/").content.decode())
    return dict(re.findall(r'<b>([^<]+)</b><span class="meta">([^<]+)</span>', text))


def test_every_line_leads_to_a_page_that_opens(mona: Person) -> None:
    shelves = shelves_for(mona.membership, timezone.now())
    assert [shelf for shelf, _ in shelves] == list(Shelf)
    told = [each for _, lines in shelves for each in lines]
    assert len({each.line.url for each in told}) == len(told) >= 19
    for each in told:
        assert each.said.endswith("."), each
        answer = mona.client.get(each.line.url, follow=True)
        assert answer.status_code == 200, each.line.url
        if each.line.anchor:
            assert f'id="{each.line.anchor}"' in answer.content.decode()


def test_it_says_what_is_set_now(mona: Person, practice: Practice) -> None:
    first = said(mona)
    assert first["Practice and places"] == "Lumen Aesthetics, New York time, 1 place."
    assert first["Opening hours"].startswith("Nobody has said yet")
    assert first["Sources"] == "No sources connected."
    assert first["The coach"] == "All of its remarks are on."
    assert first["People's data"].startswith("Everything is kept")
    assert first["Account"] == "Mona Weiss. Your answers are signed “Mona”."
    make_account(practice)
    MutedAdvice.objects.create(
        practice=practice, key="x", muted_by=mona.user, muted_at=timezone.now()
    )
    ChainSettings.objects.create(practice=practice, desk_minutes=7)
    Practice.objects.filter(pk=practice.pk).update(is_signing_replies=False, voice_notes="A\nB")
    then = said(mona)
    assert then["Sources"] == "1 source connected."
    assert then["The coach"] == "1 of its remarks switched off."
    assert then["Who is told next"].startswith("The desk after 7 min")
    assert then["Voice and signature"] == "Not signed, 2 lines on how you speak."


def test_lines_follow_the_role(ana: Person, vera: Person, priya: Person, charlie: Person) -> None:
    titles = {
        person.user.first_name: {line.title for line in lines_for(person.membership)}
        for person in (ana, vera, priya)
    }
    assert titles["Vera"] == {"Account"}
    assert titles["Ana"] == {"Account", "Do not disturb", "Notifications", "Snippets"}
    assert titles["Dr. Priya"] == titles["Ana"] | {"Monday report"}
    assert "Lumen" not in " ".join(said(charlie).values())
