"""What allauth asks the house."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings

from rapport.kernel.access.sealed import seal, unseal

FACTOR = "factor"
ISSUER = "Rapport"
FIRM = "firm"  # the name under which allauth keeps whose account is whose


class Factors(DefaultMFAAdapter):
    """Secrets of codes are sealed; a passkey belongs to the host it was made at."""

    def encrypt(self, text: str) -> str:
        return seal(text, use=FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, use=FACTOR)

    def get_totp_issuer(self) -> str:
        return ISSUER

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        # The uid, which says nothing: the handle can be read out of a found key.
        return {"id": user.uid.bytes, "display_name": user.name, "name": user.username}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the house tells SecurityChanged, and writes by itself."""


class Providers(DefaultSocialAccountAdapter):
    """One provider, out of the settings; nobody makes himself an account by knowing it."""

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        from allauth.socialaccount.models import SocialApp  # tables are there after start only

        if not (settings.OIDC_ISSUER and settings.OIDC_CLIENT):
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=FIRM,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT,
            secret=settings.OIDC_SECRET,
            settings={"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True},
        )
        return [app]

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False
