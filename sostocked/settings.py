"""Settings by the environment. `make run` provides everything; `docs/running.md` lists the names."""

from datetime import time
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from sostocked import schedule
from sostocked.run import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("SOSTOCKED_DEMO", default=False)
# `make run` keeps its key in var/, so that `manage.py shell` in a second terminal is the same site.
_kept_key = VAR_DIR / "secret-key"
SECRET_KEY = env.str("SECRET_KEY", default=_kept_key.read_text().strip() if _kept_key.exists() else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY (or start with `make run`, which makes one).")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
_this_machine = {"localhost", "127.0.0.1", "[::1]"}
if DEMO and not set(ALLOWED_HOSTS) <= _this_machine:
    raise ImproperlyConfigured(
        "Demo mode lets anybody in without a password, so it serves this machine only: "
        f"ALLOWED_HOSTS may name {', '.join(sorted(_this_machine))}. Or set SOSTOCKED_DEMO=0."
    )
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "sostocked.foundation.people",
    "sostocked.foundation.outbox",
    "sostocked.foundation.records",
    "sostocked.foundation.documents",
    "leadtimes",
    "inventory",
    "purchasing",
    "workorders",
    "sostocked.site",
    "sostocked.site.backup",
    "sostocked.site.health",
    "sostocked.site.admin_site.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "adminsortable2",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "template_partials",
]

MIDDLEWARE = [
    "sostocked.site.health.probes.answer_probes",
    "sostocked.site.health.request_ids.name_requests",
    "sostocked.site.health.requests.count_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sostocked.site.headers.keep_private_pages_private",
    "sostocked.foundation.people.proof.asking.AsksForProof",
    "sostocked.site.vary_on_htmx.tell_fragments_apart",
    "sostocked.site.local_time.forget_the_last_clock",
    "sostocked.foundation.records.history.RememberWho",
    "sostocked.foundation.pages.list_memory.remember_list",
]

ROOT_URLCONF = "sostocked.urls"
WSGI_APPLICATION = "sostocked.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sostocked.site.home.navigation",
                "sostocked.site.home.demo_people",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "sostocked.foundation.pages.tags.components",
            ],
            "libraries": {
                "crumbs": "sostocked.foundation.pages.tags.crumbs",
                "amounts": "sostocked.foundation.pages.tags.amounts",
                "lucide": "sostocked.foundation.pages.tags.icons",
                "words": "sostocked.foundation.pages.tags.words",
            },
        },
    },
]

# ── Database, cache, queue ────────────────────────────────────────────────────────────────────────────
_running = embedded.running(VAR_DIR) or {}


def _service_url(name: str) -> str:
    url = env.str(name, default=_running.get(name, ""))
    if not url:
        raise ImproperlyConfigured(f"Set {name}, or start the embedded services with `make run`.")
    return url


# The site's role may not change history. The owner makes the tables: manage.py says which commands are its.
_site_url = _service_url("DATABASE_URL")
_running_owner = _running.get("DATABASE_OWNER_URL", "") if _site_url == _running.get("DATABASE_URL") else ""
_owner_url = env.str("DATABASE_OWNER_URL", default="") or _running_owner or _site_url
SITE_DATABASE = env.db_url_config(_site_url)
AS_OWNER = env.bool("SOSTOCKED_AS_OWNER", default=False)
DATABASES = {"default": env.db_url_config(_owner_url) if AS_OWNER else dict(SITE_DATABASE)}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# Seconds: a database that does not answer must not hold a person up for minutes.
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {})
REDIS_URL = _service_url("REDIS_URL")

# The cache holds the sign-in throttle: it must work while the queue is down, and count for all workers.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A queue that is down must not hold a person up: give up at once, the sweep finds the message later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_ROUTES = schedule.ROUTES
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE | schedule.SIGNS_OF_LIFE
HEARTBEATS = schedule.HEARTBEATS

# ── People ────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "sostocked.foundation.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "sostocked.foundation.people.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "sostocked.foundation.people.sign_in.LoginForm",
    "signup": "sostocked.foundation.people.sign_in.NewAccountForm",
    "reset_password": "sostocked.foundation.people.sign_in.ResetPasswordForm",
    "reset_password_from_key": "sostocked.foundation.people.sign_in.NewPasswordForm",
    "request_login_code": "sostocked.foundation.people.sign_in.RequestCodeForm",
    "add_email": "sostocked.foundation.people.sign_in.AddEmailForm",
}
# One signs up, looks and drafts at once; `people/proof` asks for the code at the first act that concerns others.
# allauth's own question at the sign-in, which "mandatory" means, is left out by our adapter.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# "key" is an address, or an address and a place (`people/adapter.py`, `people/sign_in.py` say which).
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_elsewhere": "30/h/key",
    "reset_password": "20/m/ip",
    "request_login_code": "20/m/ip",
    "account_mail": "5/h/key",
    "account_mail_elsewhere": "10/h/key,30/d/key",
    "confirm_email": "1/10s/key,10/h/key,20/h/ip",
}
INVITATIONS_A_DAY = {
    "account": env.int("INVITATIONS_PER_ACCOUNT", default=50),
    "organization": env.int("INVITATIONS_PER_ORGANIZATION", default=100),
    "address": env.int("INVITATIONS_PER_ADDRESS", default=3),
    "contacts": env.int("CONTACTS_PER_ORGANIZATION", default=50),
    "notices": env.int("NOTICES_PER_NEW_ORGANIZATION", default=100),
    "notices_later": env.int("NOTICES_PER_ORGANIZATION", default=2000),
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "So Stocked"

# ── Mail ──────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="sostocked.foundation.outbox.mailfolder.EmailBackend")
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "sostocked.foundation.outbox.smtp.EmailBackend"  # the same, and tells a lost answer apart
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=str(VAR_DIR / "mail"))
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20  # seconds of silence; outbox/smtp.py limits the whole talk
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="So Stocked <notices@sostocked.example>")

# ── Language, time, files ─────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
DATE_INPUT_FORMATS = ["%Y-%m-%d"]
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", default="") or str(VAR_DIR / "files")  # of people; backups take them along
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700  # only the site serves them
FILE_UPLOAD_HANDLERS = [
    "sostocked.foundation.documents.uploads.StopsAtTheLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the largest form: a receipt of 1,000 lines, each of 8 values
DATA_UPLOAD_MAX_NUMBER_FILES = 1_300  # and it has a field for photos in each line, most of them empty

# ── Security ──────────────────────────────────────────────────────────────────────────────────────────
_open_house = DEMO or DEBUG  # plain http on this machine only
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not _open_house)
_behind_proxy = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _behind_proxy else 0  # the throttle counts visitors, not the proxy
SECURE_HSTS_SECONDS = 0 if _open_house else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False) and not _open_house
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False) and SECURE_HSTS_INCLUDE_SUBDOMAINS
# Whether every name below the site's is served by https is for its owner to say, so Django's advice is not ours.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not _open_house
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# ── Backups ───────────────────────────────────────────────────────────────────────────────────────────
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_AT = time.fromisoformat(_at) if (_at := env.str("BACKUP_AT", default="")) else None  # UTC
BACKUP_KEY = env.str("BACKUP_KEY", default="")
BACKUP_KEEP = env.list("BACKUP_KEEP", cast=int, default=[7, 4, 12])  # days, weeks, months
if BACKUP_AT and not BACKUP_DIR:
    raise ImproperlyConfigured("BACKUP_AT asks for a backup a day: set BACKUP_DIR, the folder it goes to.")
if BACKUP_AT:
    CELERY_BEAT_SCHEDULE |= schedule.BACKUP

# ── What an operator sees ─────────────────────────────────────────────────────────────────────────────
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
DISK_FREE_MB = env.int("DISK_FREE_MB", default=500)
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT is `line` or `json`, not {LOG_FORMAT!r}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "sostocked.site.health.log_lines.AsJson"},
    },
    "filters": {
        "refusals in one line": {"()": "sostocked.site.request_log.RefusalsInOneLine"},
        "outages in one line": {"()": "sostocked.site.outages.log.OutagesInOneLine"},
        "where it comes from": {"()": "sostocked.site.health.request_ids.TellOrigin"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["refusals in one line", "outages in one line", "where it comes from"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # A line for every request and job is for machines that gather them; people at a terminal lose sight.
        "sostocked.site.health.requests": {"level": LOG_LEVEL if LOG_FORMAT == "json" else "WARNING"},
        "celery": {"level": "WARNING"},
        "celery.app.trace": {"level": LOG_LEVEL if LOG_FORMAT == "json" else "WARNING"},
        # Workers are quiet but for warnings; what went at night is told all the same.
        "sostocked.site.housekeeping": {"level": "INFO"},
    },
}
