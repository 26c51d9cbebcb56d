"""What each setting means, for `.env.example` and for errors at start.

In the order of settings.py, which has their forms and defaults.
"""

from __future__ import annotations

from typing import Final

say: Final = {
    "PRACTICE_HUB_ENV": (
        "What this installation is. Only `demo` has one-click sign-in; `production` is strict."
    ),
    "DATA_DIR": (
        "Where the embedded PostgreSQL and Redis, the generated keys and the town are kept."
    ),
    "DEBUG": "Django's debug pages. Never in production.",
    "SECRET_KEY": "Signs sessions and links. At least 50 random characters.",
    "SECRET_KEY_FALLBACKS": (
        "Earlier SECRET_KEYs, comma separated: sessions and links made with them go on working."
    ),
    "CREDENTIAL_KEYS": (
        "Fernet keys, comma separated, newest first; they encrypt the networks' tokens."
    ),
    "PORT": "Port of the pages.",
    "EVENTS_PORT": "Port of the event stream process.",
    "SANDBOX_PORT": "Port of the town (demo and tests).",
    "DEMO_TOUR": (
        "Whether the inbox shows the tour of six steps to who has not closed it yet. Anybody can "
        "start it from the help."
    ),
    "TOWN_SECONDS": "Seconds between two posts in town; 0: only reactions.",
    "TOWN_ZONE": "The town's time zone, for its daily rhythm.",
    "PUBLIC_URL": "The address people use, for links in mail. https in production.",
    "EVENTS_URL": (
        "Address of the event stream as browsers see it. Empty: same host, EVENTS_PORT; "
        "behind one proxy: /events/."
    ),
    "ALLOWED_HOSTS": "Host names this site answers to, comma separated.",
    "CSRF_TRUSTED_ORIGINS": "Origins of forms behind a proxy, with https://.",
    "DATABASE_URL": (
        "postgresql://user:password@host:5432/name. Empty: `up` starts an embedded PostgreSQL 18."
    ),
    "REDIS_URL": "redis://host:6379/0 or unix:///path. Empty: `up` starts the embedded Redis.",
    "JOBS_ENABLED": "Off: nothing is nudged after commit; sweeps still work.",
    "FEED_SWEEP_SECONDS": "How often due feeds are handed out.",
    "FEED_INTERVAL_SECONDS": (
        "How often each feed of a network is read, unless a limit or a budget slows it."
    ),
    "OUTBOX_SWEEP_SECONDS": "How often the outbox is swept.",
    "ALERT_SWEEP_SECONDS": "How often alerts that repeat, or whose mail failed, are looked for.",
    "RED_FLAG_REPEAT_SECONDS": (
        "How often a possible emergency is mailed again until somebody acknowledges it."
    ),
    "RED_FLAG_ACK_MINUTES": (
        "How long a possible emergency waits for somebody to have it before everybody who may"
        " end one is told, the owner too."
    ),
    "DEAD_AFTER_SECONDS": (
        "How long beat, the workers or Redis may be silent before managers and owners are "
        "alerted; signs of life come nine times as often."
    ),
    "READY_FEED_SECONDS": (
        "/readyz is not ok when a feed that is due has waited for a reader for so long."
    ),
    "READY_REPLY_SECONDS": (
        "/readyz is not ok when an answer that is due has waited for its sending for so long."
    ),
    "METRICS_TOKEN": (
        "Opens /metrics and the details of /readyz to monitors that send it as a Bearer token, at "
        "least 20 characters. Empty: there is no /metrics, and nothing is counted for it."
    ),
    "METRICS_DIR": (
        "Folder for what the processes of this machine count, on a disk of its own and never on a "
        "network share. Empty: in DATA_DIR, which will do unless that is one."
    ),
    "STOP_SECONDS": (
        "How long a stop of `up` waits for what is being sent or answered before it kills. A "
        "send takes a moment as a rule, and never two minutes."
    ),
    "UNDO_SECONDS": "How long a public answer waits so that it can be undone.",
    "ANSWER_OVERDUE_SECONDS": (
        "An answer that should have gone out so long ago waits until its account was read again."
    ),
    "CLAIM_LEASE_SECONDS": "How long a claim lasts without a sign of life.",
    "X_MONTHLY_READ_BUDGET": (
        "X posts that may be read in a calendar month before reading slows down."
    ),
    "X_API_BASE_URL": "Where the X client sends its calls.",
    "GRAPH_API_BASE_URL": "Where the Facebook client sends its calls.",
    "X_WEB_BASE_URL": "Where links to X posts point.",
    "GRAPH_API_VERSION": "Version of the Graph API.",
    "HTTP_CONNECT_TIMEOUT_SECONDS": "Time to reach a network.",
    "HTTP_READ_TIMEOUT_SECONDS": "Time a network may take to answer.",
    "ALLAUTH_TRUSTED_PROXY_COUNT": (
        "Proxies in front of the pages, 1 for one Caddy or nginx; locks and devices then go by the "
        "real address. In production there always is one."
    ),
    "PASSKEY_SESSION_DAYS": (
        "Days a device stays signed in that came with a passkey; with a password it is 14."
    ),
    "EMAIL_URL": (
        "smtp://user:password@host:587?tls=1 for mail; console:// prints mails in the log."
    ),
    "DEFAULT_FROM_EMAIL": "Sender of mails.",
    "SMS_URL": "Address of an SMS gateway that takes a POST; user and password may stand in it.",
    "SMS_TOKEN": "Sent to the gateway as a Bearer token.",
    "SMS_FROM": "The sender people see, if the gateway wants one.",
    "SMS_FORMAT": "What the gateway reads.",
    "SMS_FIELDS": "How the gateway names the number, the sender and the text, in this order.",
    "STATIC_ROOT": "Where collectstatic writes.",
    "HSTS_INCLUDE_SUBDOMAINS": (
        "Hosts below this one are https only too. Off when one of them still speaks http."
    ),
    "PICTURE_CACHE_MB": (
        "Room in DATA_DIR for pictures of posts, which are fetched by the server and kept a day."
    ),
    "BACKUP_DIR": (
        "Folder for a backup every night, best on another disk. Empty: none is made by itself."
    ),
    "BACKUP_KEEP": "How many backups stay there.",
    "BACKUP_PASSPHRASE": (
        "Encrypts the backups, at least 12 characters. Keep a copy elsewhere: lost is lost."
    ),
    "LOG_LEVEL": "How much is logged.",
    "LOG_FORMAT": (
        "How lines of the log look; json in production. As text, requests and tasks are told "
        "only when they fail or are slow."
    ),
}
