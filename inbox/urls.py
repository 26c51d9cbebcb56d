from __future__ import annotations

from django.urls import path

from inbox.views import acts, pages, replies

app_name = "inbox"
urlpatterns = [
    path("", pages.conversation_list, name="list"),
    path("counts/", pages.counts, name="counts"),
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
    path("<int:conversation_id>/send/", replies.send, name="send"),
    path("<int:conversation_id>/answered-there/", replies.answered_there, name="answered_there"),
    path("<int:conversation_id>/contact/", replies.private_contact, name="private_contact"),
    path("replies/<int:reply_id>/undo/", replies.undo, name="undo"),
    path("replies/<int:reply_id>/retry/", replies.retry, name="retry"),
    path("replies/<int:reply_id>/discard/", replies.discard, name="discard"),
    path("replies/<int:reply_id>/sent/", replies.settle_sent, name="settle_sent"),
    path("replies/<int:reply_id>/again/", replies.settle_again, name="settle_again"),
]
