"""When not to believe a network at once that posts are gone.

Text that was dropped does not come back, and one empty or wrong answer is soon given. So a second
look, minutes later, comes before it, unless the network named the post as gone by a code that says
nothing else; and even then when many people's posts vanish at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from listening.connectors.base import Connector, GoneWhy
from listening.connectors.rechecks import Standing
from listening.models import Mention, Network
from listening.recheck_plan import AGAIN_AFTER, Asked

# Somebody who clears out their own posts, or is suspended, is one person.
FEWEST_PEOPLE = 5
SHARE = 0.2
_WITNESSES = 3


def doubted(
    taken: Sequence[Asked], gone: Mapping[int, GoneWhy], unsure: Collection[str], now: datetime
) -> set[int]:
    """Mentions (ids) of `gone` that must be asked about once more before they are forgotten.

    `unsure`: names that the network did not call gone by a code of its own (Standing). Also
    imported ones of which the network has not known a single one yet: their ids may be those of
    another system.
    """
    fresh = [each for each in taken if each.mention_id in gone and not _is_settled(each, now)]
    people = {each.author_id or -each.mention_id for each in fresh}
    is_mass = len(people) >= FEWEST_PEOPLE and len(fresh) > SHARE * len(taken)
    return {each.mention_id for each in fresh if is_mass or each.is_unproven or each.name in unsure}


def _is_settled(each: Asked, now: datetime) -> bool:
    """Asked about twice, with time in between, and proven to have been there once."""
    if each.is_unproven or each.doubted_at is None:
        return False
    return now - each.doubted_at >= AGAIN_AFTER / 2


def witnesses(practice_id: int, network: str) -> list[str]:
    """Names of the newest posts of our own, which are surely there."""
    own = Mention.objects.filter(
        practice_id=practice_id, network=network, is_own=True, audience="PUBLIC", deleted_at=None
    )
    found = own.order_by("-posted_at").values_list("version_id", "external_id")[:_WITNESSES]
    names = [version or first for version, first in found]
    return [name for name in names if network != Network.X or name.isdigit()]


def is_credible(
    connector: Connector,
    standing: Standing,
    names: Sequence[str],
    taken: Sequence[Asked],
    now: datetime,
) -> bool:
    """The second time: our token still works, and something that is surely there is there."""
    connector.verify(now=now)
    seen = [each.name in standing.here for each in taken] + [n in standing.here for n in names]
    return any(seen) or not names
