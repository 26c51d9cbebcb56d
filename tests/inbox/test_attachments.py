"""Pictures with a public answer: cleaned, described, and looked at by somebody else."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from inbox import actions, outbox
from inbox.actions.approvals import Shown, approve
from inbox.actions.attachments import sweep_pictures
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply, ReplyAttachment
from practice_hub.pictures.kinds import UnreadablePictureError, kind_of, without_metadata
from tests.answering import heard
from tests.inbox.view_desk import HTMX
from tests.people import Person, make_person
from tests.support.patience import PATIENCE_SECONDS
from tests.support.picture_files import PLACE, chunk, exif, gif, jpeg, png, segment, webp
from tests.town import Town

ANSWER = "Thank you for asking. This is where to find our door. Ana"


def test_nothing_beside_the_picture_goes_out() -> None:
    loops = b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
    words = b"\x21\xfe" + bytes([len(PLACE)]) + PLACE + b"\0"
    icc = segment(0xE2, b"ICC_PROFILE\0abc")
    cases = [
        (png(chunk(b"tEXt", PLACE), chunk(b"eXIf", PLACE)) + PLACE, png()),
        (jpeg(exif(">", 1), segment(0xFE, PLACE), segment(0xED, PLACE)) + PLACE, jpeg()),
        (jpeg(icc, segment(0xE2, b"MPF\0" + PLACE)), jpeg(icc)),
        (gif(loops, words) + PLACE, gif(loops)),
    ]
    for dirty, clean in cases:
        assert without_metadata(dirty) == clean
        assert without_metadata(clean) == clean
    turned = [without_metadata(jpeg(exif(order, 6))) for order in "<>"]
    assert turned[0] == turned[1] and PLACE not in turned[0] and b"\x01\x12\0\3" in turned[0]
    cleaned = without_metadata(webp((b"EXIF", PLACE), (b"XMP ", PLACE)))
    assert PLACE not in cleaned and cleaned[20] == 0 and kind_of(cleaned) == "image/webp"
    assert struct.unpack_from("<I", cleaned, 4)[0] == len(cleaned) - 8
    broken = [b"", b"hello", b"<svg/>", jpeg()[:-9], png()[:-14], gif()[:-1], webp()[:-2]]
    for data in broken:
        with pytest.raises(UnreadablePictureError):
            without_metadata(data)


# -- in the product -----------------------------------------------------------------------------


def question(town: Town, network: str = "X") -> Conversation:
    text = "@lumenlakeside where is your door?"
    if network == "X":
        asked = town.act("x_post", person="jo", text=text)
    else:
        page_post = town.act("fb_page_post", text="We have moved")
        asked = town.act("fb_comment", person="jo", parent_id=page_post["id"], text=text)
    return heard(town, asked["id"])


def filled(row: Conversation, who: Person, **changes: Any) -> dict[str, Any]:
    """The composer's form with `who` holding the conversation."""
    actions.claim(conversation_id=row.pk, actor=who.user, now=timezone.now())
    row.refresh_from_db()
    return {
        "audience": "PUBLIC",
        "purpose": "ANSWER",
        "body": ANSWER,
        "claim_token": row.claim_token,
        "seen_seq": row.last_seq,
        "form_key": str(uuid4()),
        **changes,
    }


def chosen(data: bytes, name: str = "door.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def post(who: Person, row: Conversation, form: dict[str, Any], **more: Any) -> Any:
    return who.client.post(f"/inbox/{row.pk}/send/", form | more, headers=HTMX)


def decide(approval: Approval, who: Person, **changes: Any) -> Approval:
    reply = Reply.objects.select_related("leg", "target").get(pk=approval.reply_id)
    shown = Shown(**{"fingerprint": mark_of(reply), "seen_seq": approval.seen_seq, **changes})
    return approve(approval.pk, actor=who.membership, now=timezone.now(), shown=shown)


@pytest.mark.django_db
@pytest.mark.parametrize("network", ["X", "FACEBOOK"])
def test_a_picture_goes_out_described_after_somebody_else_looked(
    town: Town, mona: Person, priya: Person, network: str
) -> None:
    row = question(town, network)
    form = filled(row, mona)
    page = post(mona, row, form, press="picture", pictures=chosen(png(chunk(b"tEXt", PLACE))))
    picture = ReplyAttachment.objects.get()
    assert page.status_code == 200 and f"alt_{picture.pk}" in page.content.decode()
    assert form["form_key"] in page.content.decode() and ANSWER in page.content.decode()
    undescribed = post(mona, row, form)
    assert (
        undescribed.status_code == 422 and "Describe each picture" in undescribed.content.decode()
    )
    assert not Reply.objects.exists()
    described = {f"alt_{picture.pk}": " Our blue door  beside the bakery "}
    assert post(mona, row, form, **described).status_code == 200
    reply = Reply.objects.get()
    picture.refresh_from_db()
    assert (picture.reply_id, picture.alt_text) == (reply.pk, "Our blue door beside the bakery")
    # A manager who writes alone needs nobody; with a picture somebody else has to look.
    approval = Approval.objects.get(reply=reply)
    assert reply.status == "AWAITING_APPROVAL" and "ATTACHMENT" in approval.reasons
    decide(approval, priya)
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    assert reply.status == "SENT"
    state = town.server.state()
    (media,) = [each for each in state["media"] if each["kind"] == "upload"]
    assert media["alt_text"] == "Our blue door beside the bakery"
    public = requests.get(
        f"{town.server.base_url}/media/{media['id']}.png", timeout=PATIENCE_SECONDS
    ).content
    assert public == png() and PLACE not in public
    where = (row.network == "X" and "/x/lumenlakeside") or "/fb"
    shown = requests.get(f"{town.server.base_url}{where}", timeout=PATIENCE_SECONDS).text
    assert "Our blue door beside the bakery" in shown
    talk = mona.client.get(f"/inbox/{row.pk}/").content.decode()
    assert f"/inbox/pictures/{picture.pk}/" in talk
    town.read()
    assert Reply.objects.count() == 1  # the poller knows it, picture and all


@pytest.mark.django_db
def test_an_approval_is_bound_to_files_and_descriptions(
    town: Town, ana: Person, mona: Person
) -> None:
    row = question(town)
    form = filled(row, ana)
    post(ana, row, form, press="picture", pictures=chosen(png()))
    picture = ReplyAttachment.objects.get()
    alt = {f"alt_{picture.pk}": "Our blue door"}
    post(ana, row, form, **alt)
    approval = Approval.objects.get()
    before = approval.fingerprint
    # By its form the picture can no longer be touched; whatever changes it all the same is seen.
    assert post(ana, row, form, press="picture", pictures=chosen(png())).status_code == 409
    assert post(ana, row, form, **{f"alt_{picture.pk}": "Another"}).status_code == 409
    assert ReplyAttachment.objects.get().alt_text == "Our blue door"
    decide(approval, mona)
    ReplyAttachment.objects.update(alt_text="Jo Tamsin after her filler")
    outbox.deliver(reply_id=approval.reply_id, now=timezone.now())
    reply = Reply.objects.get()
    assert reply.status == "FAILED" and reply.error_kind in ("GUARD", "APPROVAL_VOID")
    ReplyAttachment.objects.update(alt_text="Our green door")
    assert mark_of(Reply.objects.select_related("leg", "target").get()) != before
    assert not [each for each in town.server.state()["media"] if each["kind"] == "upload"]


@pytest.mark.django_db
def test_the_guard_reads_descriptions_and_pictures_come_back(town: Town, ana: Person) -> None:
    row = question(town)
    form = filled(row, ana)
    post(ana, row, form, press="picture", pictures=[chosen(png()), chosen(jpeg(exif("<", 6)))])
    first, second = ReplyAttachment.objects.all()
    alts = {
        f"alt_{first.pk}": "Our door",
        f"alt_{second.pk}": "Your lips after the filler on Tuesday",
    }
    checked = ana.client.post(f"/inbox/{row.pk}/check/", form | alts).content.decode()
    assert "Description of picture 2" in checked
    refused = post(ana, row, form, **alts)
    page = refused.content.decode()
    assert refused.status_code == 422 and "Description of picture 2" in page
    assert f"alt_{first.pk}" in page and "Your lips after the filler" in page
    post(ana, row, form, **alts, press=f"unpicture:{second.pk}")
    assert ReplyAttachment.objects.get() == first
    post(ana, row, form, **{f"alt_{first.pk}": "Our door"})
    reply = Reply.objects.get()
    back = ana.client.post(f"/inbox/replies/{reply.pk}/undo/", headers=HTMX).content.decode()
    first.refresh_from_db()
    assert first.reply is None and str(first.form_key) in back and f"alt_{first.pk}" in back
    again = post(ana, row, form | {"form_key": str(first.form_key)})
    assert again.status_code == 200 and Reply.objects.filter(attachments=first).count() == 1
    sweep_pictures(now=timezone.now() + timedelta(days=2))  # bound ones stay
    assert ReplyAttachment.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_picture_is_refused_in_plain_words(town: Town, ana: Person) -> None:
    on_x, on_facebook = question(town), question(town, "FACEBOOK")
    big = png(chunk(b"tEXt", b"x" * (5 * 1024 * 1024)))
    cases = [
        (on_x, [chosen(b"<svg onload=alert(1)>", "door.png")], "is not a picture"),
        (on_x, [chosen(gif())], "takes no GIF"),
        (on_x, [chosen(big)], "larger than 5 MB"),
        (on_x, [chosen(png()[:-14])], "damaged"),
        (on_x, [chosen(png()) for _ in range(5)], "takes 4 pictures"),
        (on_facebook, [chosen(webp())], "takes no WebP"),
        (on_facebook, [chosen(png()), chosen(png())], "takes 1 picture in"),
    ]
    for row, files, words in cases:
        refused = post(ana, row, filled(row, ana), press="picture", pictures=files)
        assert refused.status_code == 422 and words in refused.content.decode(), words
        assert ANSWER in refused.content.decode()
    assert not ReplyAttachment.objects.exists()
    form = filled(on_x, ana)
    post(ana, on_x, form, press="picture", pictures=chosen(png()))
    sweep_pictures(now=timezone.now() + timedelta(hours=23))
    assert ReplyAttachment.objects.count() == 1
    sweep_pictures(now=timezone.now() + timedelta(hours=25))
    assert not ReplyAttachment.objects.exists()


@pytest.mark.django_db
def test_who_may_see_a_picture(town: Town, ana: Person, ben: Person, charlie: Person) -> None:
    vera = make_person(town.practice, "Vera Lind", "VENDOR")
    row = question(town)
    form = filled(row, ana)
    post(ana, row, form, press="picture", pictures=chosen(png()))
    picture = ReplyAttachment.objects.get()
    address = f"/inbox/pictures/{picture.pk}/"
    seen = ana.client.get(address)
    assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/png")
    assert seen.content == png() and "sandbox" in seen.headers["Content-Security-Policy"]
    assert vera.client.get(address).status_code == 200  # it is of a public conversation
    Conversation.objects.filter(pk=row.pk).update(has_public=False)
    assert vera.client.get(address).status_code == 404
    assert charlie.client.get(address).status_code == 404
    assert charlie.client.post(f"/inbox/{row.pk}/send/", form).status_code == 404
    # Whoever does not hold the conversation puts nothing into its composer.
    blocked = post(ben, row, form, press="picture", pictures=chosen(png()))
    assert blocked.status_code == 409 and ReplyAttachment.objects.count() == 1
