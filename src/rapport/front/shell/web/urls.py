"""The addresses of the shell."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from . import links, passkeys, providers, security, sheet, sign_in, views

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-step", sign_in.second_step, name="second_step"),
    path("sign-in/passkey", passkeys.sign_in, name="sign_in_by_passkey"),
    path("sign-in/passkey/challenge", passkeys.challenge, name="passkey_challenge"),
    path("sign-in/firm", providers.set_out, name="set_out"),
    path("sign-in/firm/callback", providers.come_back, name="come_back"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("forgotten-password", links.forgotten, name="forgotten"),
    path("links/<str:secret>", links.arrive, name="arrive"),
    path("welcome", links.welcome, name="welcome"),
    path("security", security.page, name="security"),
    path("security/proof", security.proof, name="proof"),
    path("security/password", security.change_password, name="change_password"),
    path("security/codes", security.codes, name="codes"),
    path("security/codes/ending", security.switch_off_codes, name="switch_off_codes"),
    path("security/passkeys/new", passkeys.add, name="add_passkey"),
    path("security/passkeys/<int:passkey>/removal", passkeys.remove, name="remove_passkey"),
    path("security/firm", providers.connect, name="connect_provider"),
    path("security/firm/ending", providers.disconnect, name="disconnect_provider"),
    path("security/recovery-codes", security.recovery_codes, name="renew_recovery_codes"),
    path("security/sessions/ending", security.end_others, name="end_sessions"),
    path("security/sessions/<uuid:session_uid>/ending", security.end_one, name="end_session"),
    path("preferences", views.preferences, name="preferences"),
    path("palette", views.palette, name="palette"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline", views.offline, name="offline"),
]
if settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("shell/components", sheet.components, name="components"),
        path("shell/components/edit", sheet.edit, name="edit"),
        path("shell/components/<slug:sample>", sheet.sample, name="sample"),
    ]
