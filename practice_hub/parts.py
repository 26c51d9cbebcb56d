"""What the product is made of: the settings that ask nothing of the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "django_eventstream",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "practice_hub",
    "practice_hub.practices",
    "practice_hub.audit",
    "practice_hub.realtime",
    "practice_hub.alerts",
    "practice_hub.charts",
    "practice_hub.health",
    "practice_hub.backups",
    "practice_hub.roster",
    "practice_hub.guide",
    "practice_hub.operators",
    "listening",
    "inbox",
]

MIDDLEWARE = [
    "practice_hub.logs.requests.RequestLogMiddleware",
    "practice_hub.headers.SecurityHeadersMiddleware",
    "practice_hub.compressing.PageGZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "practice_hub.methods.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "practice_hub.practices.visits.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "practice_hub.languages.LanguageMiddleware",
    "practice_hub.practices.middleware.MembershipMiddleware",
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_FORMS = {"reset_password": "practice_hub.practices.sign_in_forms.ResetPasswordForm"}
# Of a whole practice behind one address. What guards one account is `practices.lockout`.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip"}

MFA_FORMS = {
    "authenticate": "practice_hub.practices.codes.CodeForm",
    "reauthenticate": "practice_hub.practices.codes.CodeAgainForm",
    "login_webauthn": "practice_hub.practices.passkeys.SignInForm",
    "authenticate_webauthn": "practice_hub.practices.passkeys.SecondStepForm",
    "reauthenticate_webauthn": "practice_hub.practices.passkeys.AskAgainForm",
    "add_webauthn": "practice_hub.practices.passkeys.AddPasskeyForm",
    "edit_webauthn": "practice_hub.practices.passkeys.RenamePasskeyForm",
}


_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]


def templates_in(folder: Path) -> list[dict[str, Any]]:
    """Our pages in `folder`, kept compiled."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [folder],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "practice_hub.context.shell",
                ],
                "builtins": [
                    "django.templatetags.i18n",
                    "practice_hub.quick_urls",
                    "practice_hub.quick_templates.nodes",
                    "practice_hub.quick_templates.words",
                    "practice_hub.quick_templates.sentences",
                ],
                "libraries": {
                    "lucide": "practice_hub.icons",
                    "options": "practice_hub.options",
                },
                "loaders": [("practice_hub.quick_templates.loading.Loader", _LOADERS)],
            },
        }
    ]


def caches_in(folder: Path) -> dict[str, Any]:
    """The first is where allauth counts who tries to sign in: in the database, so that all
    processes count together, and nothing is forgotten by a restart or with Redis.

    With Django's 300 entries whoever guesses would push out what was counted against them, just by
    signing in as a few hundred people that there are not.
    """
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "practices_sharedcount",
            "KEY_FUNCTION": "practice_hub.practices.counting.key_of",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        # What every process may find out for itself, for a moment.
        "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        # Drawn pictures, by content: every process finds them and they survive a restart.
        "charts": _files_in(folder / "charts", 7 * 86_400),
        # Numbers of large reports that took seconds to count, for some minutes; no names, no texts.
        "reports": _files_in(folder / "reports", 300),
    }


def _files_in(folder: Path, seconds: int) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder,
        "TIMEOUT": seconds,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }


def storages(*, is_collected: bool) -> dict[str, Any]:
    """Where files are; the static ones that `collectstatic` wrote are compressed and named by
    content."""
    static = (
        "practice_hub.static_files.ModuleStaticFilesStorage"
        if is_collected
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": static},
    }
