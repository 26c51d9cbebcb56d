from __future__ import annotations

from django.urls import path

from inbox.views import (
    acts,
    attaching,
    bulk,
    check,
    colleagues,
    editing,
    handing,
    media,
    medical,
    pages,
    palette,
    presence,
    promises,
    replies,
    saved,
    saving,
)
from inbox.views.call_acts import ON_CONVERSATION

app_name = "inbox"
urlpatterns = [
    path("", pages.conversation_list, name="list"),
    path("counts/", pages.counts, name="counts"),
    path("palette/", palette.palette, name="palette"),
    path("views/", saved.views, name="views"),
    path("views/<int:view_id>/", saved.view, name="view"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/undo/", bulk.undo, name="bulk_undo"),
    path("<int:conversation_id>/", pages.conversation, name="conversation"),
    path("<int:conversation_id>/claim/", acts.claim, name="claim"),
    path("<int:conversation_id>/renew/", acts.renew, name="renew"),
    path("<int:conversation_id>/release/", acts.release, name="release"),
    path("<int:conversation_id>/take-over/", acts.take_over, name="take_over"),
    path("<int:conversation_id>/assign/", acts.assign, name="assign"),
    path("<int:conversation_id>/note/", acts.note, name="note"),
    path("<int:conversation_id>/snooze/", acts.snooze, name="snooze"),
    path("<int:conversation_id>/wake/", acts.wake, name="wake"),
    path("<int:conversation_id>/no-reply/", acts.no_reply, name="no_reply"),
    path("<int:conversation_id>/resolve/", acts.resolve, name="resolve"),
    path("<int:conversation_id>/skip-loop/", acts.skip_loop, name="skip_loop"),
    path("<int:conversation_id>/close/", acts.close, name="close"),
    path("<int:conversation_id>/reopen/", acts.reopen, name="reopen"),
    path("<int:conversation_id>/label/", acts.label, name="label"),
    path("<int:conversation_id>/medical/", medical.mark, name="mark_medical"),
    path("<int:conversation_id>/not-medical/", medical.unmark, name="unmark_medical"),
    path("<int:conversation_id>/take-emergency/", medical.take, name="take_emergency"),
    path("<int:conversation_id>/promise/change/", promises.change, name="change_promise"),
    path("<int:conversation_id>/promise/keep/", promises.keep, name="keep_promise"),
    path("<int:conversation_id>/promise/drop/", promises.drop, name="drop_promise"),
    path("<int:conversation_id>/promise/reopen/", promises.reopen, name="reopen_promise"),
    path("hand-over/", handing.page, name="hand_over"),
    path("colleagues/", colleagues.colleagues, name="colleagues"),
    path("<int:conversation_id>/draft/", saving.draft, name="draft"),
    path("<int:conversation_id>/presence/", presence.presence, name="presence"),
    path("<int:conversation_id>/send/", replies.send, name="send"),
    path("<int:conversation_id>/check/", check.check, name="check"),
    path("<int:conversation_id>/dismiss/", check.dismiss, name="dismiss_advice"),
    path("<int:conversation_id>/answered-there/", replies.answered_there, name="answered_there"),
    path("<int:conversation_id>/contact/", replies.private_contact, name="private_contact"),
    path("replies/<int:reply_id>/undo/", replies.undo, name="undo"),
    path("replies/<int:reply_id>/retry/", replies.retry, name="retry"),
    path("replies/<int:reply_id>/discard/", replies.discard, name="discard"),
    path("media/<int:mention_id>/<int:number>/<slug:size>/<slug:seal>/", media.media, name="media"),
    path("pictures/<int:picture_id>/", attaching.picture, name="picture"),
    path("replies/<int:reply_id>/edit/", editing.edit, name="edit"),
    path("replies/<int:reply_id>/drop/", replies.drop, name="drop"),
    path("replies/<int:reply_id>/sent/", replies.settle_sent, name="settle_sent"),
    path("replies/<int:reply_id>/again/", replies.settle_again, name="settle_again"),
]
urlpatterns += [
    path(f"<int:conversation_id>/call/{name}/", view, name=f"call_{name}")
    for name, view in ON_CONVERSATION.items()
]
