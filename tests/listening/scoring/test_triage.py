from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listening.scoring import Triage, score_sentiment, triage

CASES = {
    ("MEDICAL", "URGENT"): [
        "my lip is turning white",
        "vision is blurry after filler",
        "Lips have gone white",
        "My sight is gone in one eye",
        "Had cheek filler yesterday and the tip of my nose looks grey",
        "I did not expect my lip to turn white",
        "I can't breathe properly since the injection",
        "my tongue is swollen and my throat is closing",
        "stitches opened and there is yellow fluid",
        "It won't stop bleeding",
        "Pain is getting worse every hour, lovely team though",
        "Woke up with a fever two days after my tummy tuck. Thank you for any advice!",
        "The skin around the injection is mottled",
        "not sure if it is infected but it is hot to the touch",
        "My daughter fainted in your waiting room",
        "I just want to die when I see my face",
        "We went to the emergency room after the lipo",
        "seeing double since Tuesday, is that ok?",
        "How much for laser hair removal? I went blind in one eye",
        "fever has not gone",
    ],
    ("MEDICAL", "HIGH"): [
        "is this bruise normal",
        "Hi, quick one: is this bruise normal on day 4? Thank you!",
        "When can I work out after botox? Love the place!",
        "Can I have wine the night before my filler appointment",
        "is botox safe while breastfeeding?",
        "what do you charge for filler? got a lump after mine",
        "Cuánto cuesta el botox? se me cayó el párpado",
        "Precio para arreglar labios, uno me quedó blanco y frío",
        "my eyelid is drooping since my botox last week",
        "How long does swelling last after lip filler?",
        "There is a hard lump under my lip, should I massage it?",
        "one side of my lips is bigger than the other after two days, normal?",
        "My cheeks are a bit red and itchy after the peel, what should I put on them? 😊",
        "swelling has not gone, what now",
        "Worst clinic ever, my chin is numb for a month",
        "Bruise on cheek, day 5",
        "How much for laser hair removal, and is the burn on my leg normal",
        "How do I prepare for laser hair removal?",
        "can I get laser hair removal while pregnant, and what does it cost",
        "how much is botox for migraines, mine are worse since the last round",
        "How much to dissolve filler? One side is swollen",
        "¿Cuánto cuesta el retoque y es normal que me duela?",
        "¿Precio de la depilación láser? Estoy embarazada",
        "¿Puedo tomar el sol después de la depilación láser?",
    ],
    ("COMPLAINT", "URGENT"): [
        "You will hear from my lawyer. You ruined my summer.",
        "I am reporting you to the medical board",
        "Disputing the charge with my bank today",
    ],
    ("COMPLAINT", "HIGH"): [
        "Waited two hours past my appointment and nobody apologized.",
        "Still no call back about my refund. Please advise.",
        "Rude receptionist, never going back",
        "I used to love this clinic but you cancelled my appointment twice.",
        "Why does no one answer your phone?",
        "overpriced and the botox wore off after a month",
        "You charged me twice",
        "My booking link won't load and I cannot log in",
        "Thanks for nothing",
        "😡😡",
    ],
    ("PRICE", "NORMAL"): [
        "how much is lip filler?",
        "Price?",
        "Any deals on laser this month",
        "what do you charge per unit? pls dm prices",
        "Do you take payment plans",
        "¿Cuánto cuesta el láser?",
        "any promo on lip filler this month? free consult?",
        "How much for laser hair removal",
        "How much is botox for migraines?",
        "Cost of hylenex per session?",
        "can you dm me prices for lip filler",
        "what's the price of a chemical peel",
        "Cuanto sale el peeling",
    ],
    ("QUESTION", "NORMAL"): [
        "Do you treat rosacea?",
        "Are you open on Saturdays?",
        "Love your work! Where do I book?",
        "does lip filler hurt?",
        "anyone know if they do microneedling",
        "can you whatsapp me the address please, or call me now",
        "I work from home, is the parking free?",
        "do you do laser hair removal?",
        "Can I book a peel on Saturday?",
        "¿Hacen peeling químico los sábados?",
        "Can someone dm me?",
    ],
    ("PRAISE", "NORMAL"): [
        "Zero bruising and no pain, love my lips!",
        "The bruise is gone and I look ten years younger. Thank you Dr. Lane!",
        "Absolutely obsessed with my results 😍",
        "😍😍🔥",
        "Best injector in town, so gentle and patient",
        "A bit swollen but so happy with my new nose",
        "hope I win the prize! free filler yay",
        "How much I love this team! Wonderful.",
        "Not the worst place, quite nice actually",
        "no fever, no pus, just a big thank you",
    ],
    ("SPAM", "LOW"): [
        "Get 10k followers cheap! DM me now https://spam.example",
        "Earn $500 daily trading bitcoin, whatsapp me",
        "Recovered your lost crypto? Hacker Mike helps, WhatsApp now",
        "SEO services for your page, rank higher on google, inbox us",
        "Wholesale filler supplier, best factory price, inbox us",
        "dm me now to grow your page",
    ],
    ("OTHER", "NORMAL"): [
        "",
        "   ",
        "https://pic.example/x.jpg",
        "@clinic",
        "My cat is sitting on the windowsill.",
        "Walking past the clinic on Elm Street",
        "Blind date tonight at the new wine bar",
        "No, from Ireland.",
    ],
}
FLAT = [(text, *wanted) for wanted, texts in CASES.items() for text in texts]


def _triage(text: str) -> Triage:
    return triage(text, score_sentiment(text))


@pytest.mark.parametrize("text,category,urgency", FLAT)
def test_cases(text: str, category: str, urgency: str) -> None:
    found = _triage(text)
    assert (found.category, found.urgency) == (category, urgency), found


@pytest.mark.parametrize(
    "text,word",
    [
        ("@clinic hello, my lip is turning white!", "lip is turning white"),
        ("Hi. Still on hold here", "on hold"),
        ("so... how much for two sessions", "how much"),
        ("Are the 🐈 allowed?", "?"),
        ("Such a wonderful team", "wonderful"),
    ],
)
def test_reasons_point_into_the_text(text: str, word: str) -> None:
    reasons = _triage(text).reasons
    assert word in [reason.word for reason in reasons]
    assert all(text[reason.start : reason.end] == reason.word for reason in reasons)


def test_an_emergency_is_never_spam() -> None:
    text = "DM me now, claim your free iphone, my throat is closing https://x.example"
    assert _triage(text).urgency == "URGENT"


@pytest.mark.parametrize(
    "text",
    [
        "veo borroso desde el relleno",
        "no puedo respirar bien después de la inyección",
        "tengo fiebre y la herida tiene pus",
        "mi labio se está poniendo blanco",
        "no quiero vivir con esta cara",
    ],
)
def test_emergencies_in_spanish(text: str) -> None:
    assert _triage(text).urgency == "URGENT"


@pytest.mark.parametrize(
    "text,urgency",
    [
        ("There is a dark shadow over my left eye", "HIGH"),
        ("There is a dark shadow over my left eye since the filler", "URGENT"),
        ("Shivering all morning", "HIGH"),
        ("Chills all night since my lipo, and the wound smells bad", "URGENT"),
        ("No chills, and the wound does not smell", "NORMAL"),
    ],
)
def test_a_sign_is_grave_beside_a_treatment_or_another_sign(text: str, urgency: str) -> None:
    assert _triage(text).urgency == urgency


@settings(max_examples=300)
@given(st.text(max_size=400))
def test_any_text_is_triaged(text: str) -> None:
    found = _triage(text)
    assert found.category in {category for category, _ in CASES}
    assert len(found.reasons) <= 6
    assert all(text[reason.start : reason.end] == reason.word for reason in found.reasons)


_PIECES = [
    *sorted({word for text, _, _ in FLAT for word in text.split()}),
    "\n",
    "İ",
    "👩🏽\u200d⚕️",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_mix_of_known_words_is_triaged(words: list[str]) -> None:
    text = " ".join(words)
    found = _triage(text)
    assert all(text[reason.start : reason.end] == reason.word for reason in found.reasons)
