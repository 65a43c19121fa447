"""Django's settings: few, and from the environment only where a firm must choose."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rapport.config.rooms import apps, rooms

SOURCE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("RAPPORT_HOME") or SOURCE.parents[1] / "var")
DEBUG = os.environ.get("RAPPORT_DEVELOPMENT") == "1"
TESTING = os.environ.get("RAPPORT_TESTING") == "1"


def _secret_key() -> str:
    """Return the key made at first start; only its owner can read it."""
    if given := os.environ.get("RAPPORT_SECRET_KEY"):
        return given
    place = HOME / "django_key"
    try:
        return place.read_text().strip()
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".django_key.{secrets.token_hex(4)}")
        fresh.touch(0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            with suppress(FileExistsError):  # the first of several starters wins
                os.link(fresh, place)
        finally:
            fresh.unlink()
        return place.read_text().strip()


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    host = unquote(parts.hostname or "") or unquote(parts.netloc.rpartition("@")[2].split(":")[0])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        # Nothing is prepared unless a statement asks for it (kernel/prepared.py).
        "OPTIONS": {"application_name": "rapport", "prepare_threshold": 1 << 30},
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("RAPPORT_HOSTS", "localhost 127.0.0.1 [::1]").split()
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://localhost/rapport"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
ROOMS = rooms()
AFTER_MIGRATIONS = ["rapport.front.cli.founding.bring_up_to_date"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "ninja",
    # Of allauth the tables and the engines; its pages and addresses are not there. The one room
    # that speaks with it is front/shell (`doorkeeper`).
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *apps(),
    "rapport.config.apps.HouseConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rapport.kernel.web.middleware.request_facts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rapport.kernel.web.middleware.actor",
    "rapport.front.shell.presence.seen",
    "rapport.kernel.web.middleware.refusals",
    "rapport.kernel.web.middleware.policy",
]
ROOT_URLCONF = "rapport.config.urls"
WSGI_APPLICATION = "rapport.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "rapport.front.shell.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "rapport.front.shell.templatetags.lean",
                "rapport.front.shell.templatetags.shell",
            ],
        },
    }
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
SESSION_ENGINE = "rapport.kernel.accounts.engines.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rapport.kernel.web.problems.csrf_failed"
# What links in mails begin with; without it, the address at which the asker himself came.
PUBLIC_URL = os.environ.get("RAPPORT_URL", "").rstrip("/")
BEHIND_TLS = os.environ.get("RAPPORT_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/sign-in"
MFA_ADAPTER = "rapport.front.shell.doorkeeper.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 10
# A browser takes http for safe at localhost only, and so do we.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
# The firm's own sign-in (OpenID Connect). OIDC_TRUST_MAIL: a mail address that it has verified is
# enough to know a colleague by, the first time.
OIDC_ISSUER = os.environ.get("RAPPORT_OIDC_ISSUER", "").rstrip("/")
OIDC_CLIENT = os.environ.get("RAPPORT_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("RAPPORT_OIDC_SECRET", "")
OIDC_NAME = os.environ.get("RAPPORT_OIDC_NAME", "")
OIDC_TRUST_MAIL = os.environ.get("RAPPORT_OIDC_TRUST_MAIL") == "1"
SOCIALACCOUNT_ADAPTER = "rapport.front.shell.doorkeeper.adapters.Providers"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]

STATIC_URL = "/static/"
# Where `collectstatic` puts the files for another server; without it they are found in place.
_statics = os.environ.get("RAPPORT_STATIC")
STATIC_ROOT = Path(_statics) if _statics else None
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_TEMP_DIR = None
# Requests a minute to the programming interface, of each caller: about what one process answers.
API_RATE = int(os.environ.get("RAPPORT_API_RATE", "18000"))
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "procrastinate_tasks_of_rapport_are_in_jobs"
# Sign-in names are unique without regard to capitals, by a constraint on lower(username).
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]
LOGGING_CONFIG = None
