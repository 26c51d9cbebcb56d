"""The emoji of the composer: made from Unicode's names, and counted as the networks count them."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

from inbox.domain.length import weighted_length
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_is_what_its_script_makes_and_each_counts_as_one_sign() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "make_emoji.py"))
    texts = []
    for name, named in made["FILES"].items():
        texts.append((ROOT / "static" / "js" / name).read_text(encoding="utf-8"))
        assert texts[-1] == made["module"](named())
    text, spanish = texts
    assert '["😀", "cara sonriendo"]' in spanish and spanish.count("\n") == text.count("\n")
    rows = [json.loads(line.rstrip(",")) for line in text.splitlines() if line.startswith("  [")]
    assert 100 < len(rows) < 250 and len({emoji for emoji, _ in rows}) == len(rows)
    assert ["😀", "grinning face"] in rows
    for emoji, name in rows:
        assert name and weighted_length(emoji, link_length=None, wide_as_two=False) == 1
        assert weighted_length(emoji, link_length=23, wide_as_two=True) == 2, name


def test_the_button_stands_by_the_field_of_whoever_writes(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    path = f"/inbox/{row.pk}/"
    assert 'class="btn quiet small emoji"' not in ana.client.get(path).content.decode()
    view_desk.claim(row, ana)
    assert ana.client.get(path).content.decode().count("small emoji") == 2  # public and private
    assert "small emoji" not in vera.client.get(path).content.decode()  # Ana is writing
    assert charlie.client.get(path).status_code == 404
