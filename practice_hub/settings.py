"""One settings file; everything comes from the environment (see .env.example).

What each setting means is said in setting_words.py, from which .env.example and errors have it.
"""

from __future__ import annotations

from pathlib import Path

from practice_hub import parts, redact
from practice_hub.env import Env, database_from_url, redis_kwargs
from practice_hub.logs.config import logging_with
from practice_hub.setting_words import say

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env.load(BASE_DIR)

ENVIRONMENT = env.choice(
    "PRACTICE_HUB_ENV",
    ["production", "development", "demo", "test"],
    default="development",
    help=say["PRACTICE_HUB_ENV"],
)
IS_PRODUCTION = ENVIRONMENT == "production"
IS_DEMO = ENVIRONMENT == "demo"

DATA_DIR = env.path("DATA_DIR", default=str(BASE_DIR / "data"), help=say["DATA_DIR"])
DEBUG = env.bool("DEBUG", default=False, help=say["DEBUG"])
SECRET_KEY = env.secret("SECRET_KEY", help=say["SECRET_KEY"])
SECRET_KEY_FALLBACKS = env.list(
    "SECRET_KEY_FALLBACKS", default=[], help=say["SECRET_KEY_FALLBACKS"]
)
CREDENTIAL_KEYS = env.secrets("CREDENTIAL_KEYS", help=say["CREDENTIAL_KEYS"])
CREDENTIAL_KEYS_FILE = env.secret_file("CREDENTIAL_KEYS")  # read anew when it changes
PORT = env.int("PORT", default=8000, help=say["PORT"])
EVENTS_PORT = env.int("EVENTS_PORT", default=PORT + 1, help=say["EVENTS_PORT"])
SANDBOX_PORT = env.int("SANDBOX_PORT", default=8010, help=say["SANDBOX_PORT"])
IS_TOUR_OFFERED = env.bool("DEMO_TOUR", default=IS_DEMO, help=say["DEMO_TOUR"])
# The town is a program of its own and reads these itself; here they are checked and explained.
TOWN_SECONDS = env.float("TOWN_SECONDS", default=65.0, help=say["TOWN_SECONDS"])
TOWN_ZONE = env.str("TOWN_ZONE", default="America/New_York", help=say["TOWN_ZONE"])
PUBLIC_URL = env.url("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}", help=say["PUBLIC_URL"])
EVENTS_URL = env.str("EVENTS_URL", default="", help=say["EVENTS_URL"])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"], help=say["ALLOWED_HOSTS"]
)
CSRF_TRUSTED_ORIGINS = env.list(
    "CSRF_TRUSTED_ORIGINS", default=[], help=say["CSRF_TRUSTED_ORIGINS"]
)

INSTALLED_APPS = parts.INSTALLED_APPS
MIDDLEWARE = parts.MIDDLEWARE
ROOT_URLCONF = "practice_hub.urls"
WSGI_APPLICATION = "practice_hub.wsgi.application"
ASGI_APPLICATION = "practice_hub.asgi.application"

TEMPLATES = parts.templates_in(BASE_DIR / "templates")

DATABASE_URL = env.url(
    "DATABASE_URL", default="", schemes=("postgresql", "postgres"), help=say["DATABASE_URL"]
)
DATABASES = {"default": database_from_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url(
    "REDIS_URL", default="", schemes=("redis", "rediss", "unix"), help=say["REDIS_URL"]
)

# --- background work -------------------------------------------------------------------------
JOBS_ENABLED = env.bool("JOBS_ENABLED", default=True, help=say["JOBS_ENABLED"])
CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
# How the workers work is no matter of an installation: practice_hub/celery.py knows.

FEED_SWEEP_SECONDS = env.float(
    "FEED_SWEEP_SECONDS", default=1.0 if IS_DEMO else 5.0, help=say["FEED_SWEEP_SECONDS"]
)
FEED_INTERVAL_SECONDS = env.float(
    "FEED_INTERVAL_SECONDS", default=3.0 if IS_DEMO else 60.0, help=say["FEED_INTERVAL_SECONDS"]
)
OUTBOX_SWEEP_SECONDS = env.float(
    "OUTBOX_SWEEP_SECONDS", default=2.0 if IS_DEMO else 5.0, help=say["OUTBOX_SWEEP_SECONDS"]
)
ALERT_SWEEP_SECONDS = env.float(
    "ALERT_SWEEP_SECONDS", default=5.0 if IS_DEMO else 15.0, help=say["ALERT_SWEEP_SECONDS"]
)
RED_FLAG_REPEAT_SECONDS = env.int(
    "RED_FLAG_REPEAT_SECONDS", default=300, minimum=60, help=say["RED_FLAG_REPEAT_SECONDS"]
)
RED_FLAG_ACK_MINUTES = env.int(
    "RED_FLAG_ACK_MINUTES", default=10, minimum=1, help=say["RED_FLAG_ACK_MINUTES"]
)
DEAD_AFTER_SECONDS = env.float(
    "DEAD_AFTER_SECONDS", default=180.0, minimum=1, help=say["DEAD_AFTER_SECONDS"]
)
READY_FEED_SECONDS = env.float(
    "READY_FEED_SECONDS", default=900.0, minimum=1, help=say["READY_FEED_SECONDS"]
)
READY_REPLY_SECONDS = env.float(
    "READY_REPLY_SECONDS", default=300.0, minimum=1, help=say["READY_REPLY_SECONDS"]
)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="", help=say["METRICS_TOKEN"])
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    env.problem("METRICS_TOKEN", "METRICS_TOKEN is too short: at least 20 random characters.")
METRICS_DIR = env.str("METRICS_DIR", default="", help=say["METRICS_DIR"])
STOP_SECONDS = env.float("STOP_SECONDS", default=120.0, minimum=1, help=say["STOP_SECONDS"])
# Run once in every process that serves pages or sends, before its first job.
WARM_UP = ["inbox.domain.warm.warm"]
UNDO_SECONDS = env.float("UNDO_SECONDS", default=15.0, help=say["UNDO_SECONDS"])
ANSWER_OVERDUE_SECONDS = env.float(
    "ANSWER_OVERDUE_SECONDS", default=120.0, minimum=30, help=say["ANSWER_OVERDUE_SECONDS"]
)
CLAIM_LEASE_SECONDS = env.float(
    "CLAIM_LEASE_SECONDS", default=900.0, help=say["CLAIM_LEASE_SECONDS"]
)
X_MONTHLY_READ_BUDGET = env.int(
    "X_MONTHLY_READ_BUDGET", default=200000, help=say["X_MONTHLY_READ_BUDGET"]
)

# --- networks --------------------------------------------------------------------------------
X_API_BASE_URL = env.url(
    "X_API_BASE_URL", default="https://api.twitter.com", help=say["X_API_BASE_URL"]
)
GRAPH_API_BASE_URL = env.url(
    "GRAPH_API_BASE_URL", default="https://graph.facebook.com", help=say["GRAPH_API_BASE_URL"]
)
if IS_PRODUCTION:
    for _name, _url, _real in (
        ("X_API_BASE_URL", X_API_BASE_URL, "https://api.twitter.com"),
        ("GRAPH_API_BASE_URL", GRAPH_API_BASE_URL, "https://graph.facebook.com"),
    ):
        if _url.rstrip("/") != _real:
            env.problem(
                _name,
                f"{_name} is {_url}, but in production tokens go to {_real} and nowhere else: "
                f"remove {_name}, or set PRACTICE_HUB_ENV to demo to use the sandbox.",
            )
X_WEB_BASE_URL = env.url("X_WEB_BASE_URL", default="https://x.com", help=say["X_WEB_BASE_URL"])
GRAPH_API_VERSION = env.str("GRAPH_API_VERSION", default="26.0", help=say["GRAPH_API_VERSION"])
HTTP_CONNECT_TIMEOUT_SECONDS = env.float(
    "HTTP_CONNECT_TIMEOUT_SECONDS", default=3.05, help=say["HTTP_CONNECT_TIMEOUT_SECONDS"]
)
HTTP_READ_TIMEOUT_SECONDS = env.float(
    "HTTP_READ_TIMEOUT_SECONDS", default=20.0, help=say["HTTP_READ_TIMEOUT_SECONDS"]
)

# --- events ----------------------------------------------------------------------------------
if REDIS_URL:
    EVENTSTREAM_REDIS = redis_kwargs(REDIS_URL)
EVENTSTREAM_STORAGE_CLASS = "practice_hub.realtime.log.RedisLog"
EVENTSTREAM_CHANNELMANAGER_CLASS = "practice_hub.realtime.channels.PracticeChannelManager"
EVENTSTREAM_ALLOW_ORIGINS = [PUBLIC_URL, f"http://localhost:{PORT}", f"http://127.0.0.1:{PORT}"]
EVENTSTREAM_ALLOW_CREDENTIALS = True
EVENTSTREAM_ALLOW_HEADERS = "Cache-Control"

CACHES = parts.caches_in(DATA_DIR)
# Above so many mentions in its days, a report's figures about people come after its page and are
# kept for some minutes.
REPORT_MENTIONS_AT_ONCE = 5_000

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "practices.User"
AUTHENTICATION_BACKENDS = parts.AUTHENTICATION_BACKENDS
PASSWORD_HASHERS = parts.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = parts.AUTH_PASSWORD_VALIDATORS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox:list"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by an invitation sent to that very address
ACCOUNT_ADAPTER = "practice_hub.practices.adapter.InvitationOnlyAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # or anybody could have us write to any address
MFA_ADAPTER = "practice_hub.practices.adapter.EncryptingMfaAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "ALLAUTH_TRUSTED_PROXY_COUNT", default=0, help=say["ALLAUTH_TRUSTED_PROXY_COUNT"]
)
ACCOUNT_FORMS = parts.ACCOUNT_FORMS
ACCOUNT_RATE_LIMITS = parts.ACCOUNT_RATE_LIMITS
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = parts.MFA_FORMS
# A practice shares one address and there is nothing to guess; each sign-in counts twice.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
PASSKEY_SESSION_DAYS = env.int(
    "PASSKEY_SESSION_DAYS", default=90, minimum=1, help=say["PASSKEY_SESSION_DAYS"]
)
MFA_TOTP_ISSUER = "Practice Hub"
INVITATION_DAYS = 7

EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="console://" if not IS_PRODUCTION else "", help=say["EMAIL_URL"]
)
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL",
    default="Practice Hub <practice-hub@localhost>",
    help=say["DEFAULT_FROM_EMAIL"],
)

# --- SMS, off until SMS_URL is set -------------------------------------------------------------
SMS_URL = env.url("SMS_URL", default="", help=say["SMS_URL"])
SMS_TOKEN = env.str("SMS_TOKEN", default="", help=say["SMS_TOKEN"])
SMS_FROM = env.str("SMS_FROM", default="", help=say["SMS_FROM"])
SMS_FORMAT = env.choice("SMS_FORMAT", ["json", "form"], default="json", help=say["SMS_FORMAT"])
SMS_FIELDS = env.list("SMS_FIELDS", default=["to", "from", "text"], help=say["SMS_FIELDS"])
if len(SMS_FIELDS) != 3:
    env.problem("SMS_FIELDS", "SMS_FIELDS needs three names: of the number, the sender, the text.")

# --- web -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "practice_hub.formats"
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = env.path(
    "STATIC_ROOT",
    default=str(DATA_DIR / "static" if IS_DEMO else BASE_DIR / "staticfiles"),
    help=say["STATIC_ROOT"],
)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = parts.storages(is_collected=IS_PRODUCTION or IS_DEMO)
WHITENOISE_USE_FINDERS = not (IS_PRODUCTION or IS_DEMO)

SESSION_ENGINE = "practice_hub.session_store"
SESSION_SERIALIZER = "practice_hub.sessions.SealedSerializer"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_PRODUCTION
if IS_PRODUCTION:
    # With this prefix browsers take a cookie only from this very host, over https.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
# What a page says after an act may name people, which belongs in no cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked beside the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
_HSTS_BELOW = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True, help=say["HSTS_INCLUDE_SUBDOMAINS"])
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION and _HSTS_BELOW
X_FRAME_OPTIONS = "DENY"
# Being built into browsers is asked for by the owner of a whole domain, which a setting is not.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- files that people hand over, and pictures of strangers -----------------------------------
FILE_UPLOAD_HANDLERS = [
    "practice_hub.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 10
PICTURE_CACHE_MB = env.int("PICTURE_CACHE_MB", default=256, minimum=1, help=say["PICTURE_CACHE_MB"])
# The town of the demo and of tests is on this very machine, where otherwise nothing is fetched.
PICTURE_PRIVATE_ORIGINS = [] if IS_PRODUCTION else [X_API_BASE_URL, GRAPH_API_BASE_URL]

# --- backups (docs/operations/backup.md) ------------------------------------------------------
BACKUP_DIR = env.str("BACKUP_DIR", default="", help=say["BACKUP_DIR"])
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14, minimum=1, help=say["BACKUP_KEEP"])
BACKUP_PASSPHRASE = env.str("BACKUP_PASSPHRASE", default="", help=say["BACKUP_PASSPHRASE"])
if BACKUP_DIR and len(BACKUP_PASSPHRASE) < 12:
    env.problem("BACKUP_PASSPHRASE", "BACKUP_DIR needs a BACKUP_PASSPHRASE of 12 characters.")

LOG_LEVEL = env.choice(
    "LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], default="INFO", help=say["LOG_LEVEL"]
)
LOG_FORMAT = env.choice(
    "LOG_FORMAT",
    ["text", "json"],
    default="json" if IS_PRODUCTION else "text",
    help=say["LOG_FORMAT"],
)
LOGGING = logging_with(level=LOG_LEVEL, form=LOG_FORMAT)

# Last of all, and before anything is said: these values are hidden wherever they turn up.
DEFAULT_EXCEPTION_REPORTER = "practice_hub.error_reports.Report"
DEFAULT_EXCEPTION_REPORTER_FILTER = "practice_hub.error_reports.ReportFilter"
redact.hide(env.secret_values())
redact.watch_crashes()

env.check()
