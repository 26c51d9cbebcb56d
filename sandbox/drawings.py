"""Drawn pictures, so that posts can have photos without anybody's photo being used."""

from __future__ import annotations

import hashlib
from html import escape

_PALETTES = (
    ("#f6d7c3", "#e08a6d", "#7a3b2e"),
    ("#d5e8e4", "#5fa8a0", "#1f5b58"),
    ("#e4def3", "#9279c4", "#46326f"),
    ("#fbe7b8", "#e0a63a", "#7a5412"),
    ("#d7e6f7", "#6c9bd0", "#27496d"),
)

_CAT = """
<rect width="800" height="600" fill="{0}"/><ellipse cx="400" cy="520" rx="290" ry="50" fill="{1}"
opacity=".35"/><path d="M250 520q-20-190 150-200 170 10 150 200z" fill="{2}"/><circle cx="400"
cy="260" r="115" fill="{2}"/><path d="M300 210l5-120 75 70zM500 210l-5-120-75 70z" fill="{2}"/>
<circle cx="358" cy="250" r="17" fill="#fff8d6"/><circle cx="442" cy="250" r="17" fill="#fff8d6"/>
<ellipse cx="358" cy="250" rx="5" ry="14"/><ellipse cx="442" cy="250" rx="5" ry="14"/>
<path d="M390 290h20l-10 13z" fill="#f3a6a0"/><path d="M320 295h-95M325 312l-92 20M480 295h95M475
312l92 20" stroke="#fff" stroke-width="3" opacity=".7"/><path d="M545 500q120-30 85-150"
stroke="{2}" stroke-width="34" fill="none" stroke-linecap="round"/>"""
_FLOWER = """
<rect width="800" height="600" fill="{0}"/><path d="M330 560v-150h140v150z" fill="#fff"
opacity=".75"/><path d="M400 420V250M400 420q-90-60-130-170M400 420q90-60 130-170" stroke="#5c8a4a"
stroke-width="10" fill="none"/><g fill="{1}"><path d="M345 200q10 80 55 80t55-80l-27 25-28-45-28
45z"/><path d="M215 210q10 70 50 70t50-70l-25 22-25-40-25 40z"/><path d="M485 210q10 70 50 70t50-70
l-25 22-25-40-25 40z"/></g><path d="M330 470h140" stroke="{2}" stroke-width="4" opacity=".4"/>"""
_SELFIE = """
<rect width="800" height="600" fill="{0}"/><circle cx="650" cy="130" r="80" fill="#fff"
opacity=".6"/><path d="M170 600q20-190 230-200 210 10 230 200z" fill="{1}"/><path d="M270 270q0-170
130-170t130 170v130H270z" fill="{2}"/><ellipse cx="400" cy="285" rx="98" ry="125" fill="#f1c7a9"/>
<path d="M302 250q30-90 150-95 40 30 46 95-90-10-120-45-25 40-76 45z" fill="{2}"/><circle cx="362"
cy="285" r="8"/><circle cx="438" cy="285" r="8"/><path d="M360 345q40 34 80 0" stroke="#a8553f"
stroke-width="7" fill="none" stroke-linecap="round"/>"""
_LAKE = """
<rect width="800" height="600" fill="{0}"/><circle cx="560" cy="170" r="62" fill="#fff4d0"/><path
d="M0 330l150-130 130 110 150-170 190 190 180-110v160H0z" fill="{2}" opacity=".75"/><rect y="340"
width="800" height="260" fill="{1}"/><g stroke="#fff" stroke-width="6" opacity=".5"><path d="M80
410h190M360 440h250M150 490h320M520 530h180M60 560h140"/></g>"""
_RECEIPT = """
<rect width="800" height="600" fill="{0}"/><path d="M250 60h300v480l-30-22-30 22-30-22-30 22-30-22
-30 22-30-22-30 22-30-22-30 22z" fill="#fff"/><g stroke="#999" stroke-width="8"><path d="M290
130h150M290 190h110M470 190h40M290 240h130M470 240h40M290 290h90M470 290h40"/></g><path d="M290 400
h90M450 400h60" stroke="{2}" stroke-width="14"/><ellipse cx="480" cy="400" rx="80" ry="42"
fill="none" stroke="{1}" stroke-width="8"/>"""
_CAKE = """
<rect width="800" height="600" fill="{0}"/><ellipse cx="400" cy="470" rx="270" ry="55" fill="#fff"/>
<path d="M200 430V300h400v130q-200 60-400 0z" fill="{1}"/><path d="M200 300q200-70 400 0-40 70-80
25-40 60-85 15-40 60-80 0-45 45-75-5-50 40-80-35z" fill="#fff5ea"/><g fill="{2}"><circle cx="300"
cy="275" r="16"/><circle cx="400" cy="262" r="16"/><circle cx="500" cy="275" r="16"/></g>"""
_ROOM = """
<rect width="800" height="600" fill="{0}"/><rect y="440" width="800" height="160" fill="{2}"
opacity=".25"/><rect x="90" y="90" width="230" height="210" rx="8" fill="#fff" opacity=".8"/><path
d="M205 90v210M90 195h230" stroke="{1}" stroke-width="6"/><path d="M330 400h330q40 0 40 40v40H330z"
fill="{1}"/><path d="M650 400l-20-110q60-10 80 60v90z" fill="{1}"/><rect x="360" y="480" width="20"
height="60" fill="{2}"/><rect x="640" y="480" width="20" height="60" fill="{2}"/><circle cx="520"
cy="170" r="46" fill="#fff6d8"/><path d="M520 0v124" stroke="{2}" stroke-width="5"/>"""
_DRAWINGS = {
    "cat": _CAT,
    "flower": _FLOWER,
    "selfie": _SELFIE,
    "lake": _LAKE,
    "receipt": _RECEIPT,
    "cake": _CAKE,
    "clinic": _ROOM,
}


def _palette(seed: str) -> tuple[str, str, str]:
    return _PALETTES[hashlib.sha256(seed.encode()).digest()[0] % len(_PALETTES)]


def picture(kind: str, seed: str, alt_text: str = "") -> str:
    """An 800 by 600 drawing as SVG. An unknown kind is drawn as a room; colors follow `seed`."""
    body = _DRAWINGS.get(kind, _ROOM).format(*_palette(seed))
    title = escape(alt_text or kind)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600" '
        f'role="img"><title>{title}</title>{body}</svg>'
    )


def avatar(name: str, seed: str) -> str:
    """A round picture with initials as SVG."""
    light, middle, dark = _palette(seed)
    initials = "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper() or "?"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" '
        f'role="img"><title>{escape(name)}</title><rect width="96" height="96" fill="{light}"/>'
        f'<circle cx="48" cy="120" r="56" fill="{middle}" opacity=".35"/>'
        f'<text x="48" y="60" text-anchor="middle" font-family="sans-serif" font-size="34" '
        f'font-weight="600" fill="{dark}">{escape(initials)}</text></svg>'
    )
