"""Doing what a person had planned, if it can still be done."""

from __future__ import annotations

from sandbox.town import posting
from sandbox.town.reactions import Planned
from sandbox.town.senses import is_standing
from sandbox.world import TownError, World


def act(world: World, planned: Planned) -> bool:
    """Do it. False when it could not be done any more (deleted meanwhile, too many edits)."""
    target = planned.target
    if target is not None and not is_standing(world, target):
        return False
    try:
        _do(world, planned)
    except TownError:
        return False
    return True


def _do(world: World, planned: Planned) -> None:
    target = planned.target
    if planned.act == "private":
        posting.write_private(world, planned.network, planned.person, planned.text)
    elif target is None:
        raise TownError("There is nothing to react to.")
    elif planned.act in ("reply", "happier"):
        posting.reply(world, target, planned.person, planned.text)
    elif planned.act == "edit":
        posting.edit(world, target, planned.text)
    elif planned.act == "like":
        _like(world, planned)
    elif target.network == "x":
        world.x_delete(target.id)
    else:
        world.fb_delete(target.id)


def _like(world: World, planned: Planned) -> None:
    assert planned.target is not None
    if planned.target.network == "x":
        world.x_like(planned.person, planned.target.id)
    else:
        world.fb_like(planned.person, planned.target.id)
