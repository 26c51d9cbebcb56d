"""Treatments and topics are found by whole words, and only by those (L4, L5)."""

from __future__ import annotations

import json
from pathlib import Path

from listening.scoring.lexicon import load_json
from listening.scoring.topics import SUBJECTS, TOPICS, TREATMENTS, label_of, topics_of

# text: keys it is about, in any order
_TEXTS: dict[str, str] = {
    "": "",
    "📷": "",
    "ellipse, eclipse, fulfiller, tablecloth, appeal, parkour": "",
    "Had Botox’s little sister today, no pain": "BOTOX PAIN",
    "BOTOX!!!": "BOTOX",
    "is disport cheaper than xeomine?": "BOTOX PRICE",
    "#LipFillers by @lipsbylumen https://example.com/laser": "FILLERS LIPS",
    "juviderm/restylane in my cheeks": "FILLERS",
    "that was a filler episode": "",
    "read my lips: no refund, no deal": "PRICE",
    "Loving my lips": "LIPS",
    "hydra-facial then lazer": "FACIALS LASER",
    "your facial expressions are priceless": "",
    "laser-focused": "",
    "laser hair removal on my legs": "LASER HAIR_REMOVAL",
    "a chemical peel, not the peel off mask": "PEEL",
    "micro-needling next": "MICRONEEDLING",
    "cool sculpting my belly": "BODY",
    "bbl or tummy tuck?": "TUMMY_BUTT",
    "bbl laser for redness": "LASER SIDE_EFFECTS TUMMY_BUTT",
    "nose job next year": "RHINOPLASTY",
    "breast cancer walk on Sunday": "",
    "boob job scars": "BREAST SIDE_EFFECTS",
    "lipo and a neck lift": "FACELIFT LIPOSUCTION",
    "my acne and my veneers": "DENTAL SKIN",
    "losing my hair": "HAIR",
    "bad hair day": "",
    "waited 45 minutes past my appointment": "WAITING",
    "they ran an hour late": "WAITING",
    "I can't wait for this": "",
    "wait until you see it": "",
    "how much is it": "PRICE",
    "how much I love this": "",
    "the receptionist was rude": "STAFF",
    "as a result I left": "",
    "results look natural": "RESULTS",
    "pain in the neck": "",
    "bruised but fine": "SIDE_EFFECTS",
    "nobody ever called me back": "COMMUNICATION",
    "left three messages and no reply": "COMMUNICATION",
    "can I book an appointment": "BOOKING",
    "she sat in the park, by the book": "",
    "where do I park": "LOCATION",
    "dirty room": "CLEANLINESS",
    "are you open on sunday": "HOURS",
    "keep an open mind": "",
    "they posted my photos without my consent": "PRIVACY",
    "felt pressured, so pushy": "SALES_PRESSURE",
    "when can i work out after": "AFTERCARE",
    "the consultation was thorough": "CONSULTATION",
    "Dr. Amara has magic hands": "EXPERTISE",
}


def test_texts_are_about_what_their_words_say() -> None:
    found = {text: " ".join(topics_of(text)) for text in _TEXTS}
    assert found == {text: " ".join(sorted(keys.split())) for text, keys in _TEXTS.items()}


def test_every_text_of_any_kind_gets_known_keys_once_and_the_same_ones_again() -> None:
    odd = ["--- '' 's -s", "a" * 20_000 + " botox", "\x00 lips\ud800", "lips. lips! LIPS"]
    for text in odd:
        keys = topics_of(text)
        assert keys == sorted(set(keys)) == topics_of(text)
        assert set(keys) <= SUBJECTS.keys()
    assert topics_of(odd[-1]) == ["LIPS"]


def test_the_words_can_be_met_and_the_labels_are_for_people() -> None:
    data = load_json("topics")
    entries = [*data["treatments"], *data["topics"]]
    patterns = [pattern for entry in entries for pattern in entry["phrases"]]
    # Words are split at hyphens and lose an ending "'s" before they are looked up.
    assert [p for p in patterns + data["ignore"] if "-" in p or "'s" in p or p != p.lower()] == []
    assert len(SUBJECTS) == len(entries) == len(TREATMENTS) + len(TOPICS)
    assert all(len(entry["phrases"]) == len(set(entry["phrases"])) for entry in entries)
    assert all(len(key) <= 32 and key == key.upper() for key in SUBJECTS)
    assert label_of("DENTAL") == "Smile: veneers, whitening, dental"
    assert label_of("OLD_KEY") == "Old key"


def test_the_town_speaks_of_what_its_pools_are_about() -> None:
    """The demo town's texts were written for other tests; whole pools with a minimum share."""
    folder = Path(__file__).parents[3] / "sandbox" / "town" / "texts"
    slots = json.loads((folder / "slots.json").read_text(encoding="utf-8"))
    words = {name: filling[0] for name, filling in slots.items()} | {"p": "@lumen"}
    for file, pool, key, least in (
        ("complaints", "wait", "WAITING", 0.7),
        ("complaints", "phone", "COMMUNICATION", 0.8),
        ("complaints", "bill", "PRICE", 0.8),
        ("questions", "price", "PRICE", 0.8),
    ):
        pools = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
        texts = [text.format(**words) for text in pools[pool]]
        misses = [text for text in texts if key not in topics_of(text)]
        assert len(misses) <= (1 - least) * len(texts), misses
