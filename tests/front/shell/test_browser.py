"""What the scripts of the shell do under a person's hands: keys, choice, edit, Back, palette."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rapport
from rapport.kernel.access.models import User
from rapport.kernel.accounts import commands as accounts
from tests.makers import NOW, OPERATOR, a_user

BUILT = Path(rapport.__file__).parent / "front/shell/static/shell/built/app.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PASSWORD = "seven green kettles"
CURRENT = "document.querySelector('tr.is-current')?.dataset.id"
CHOSEN = "document.querySelectorAll('tr.is-selected').length"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is absent"),
    pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built"),
]


@pytest.fixture
def page(transactional_db: None, live_server: Any, chromium: Any) -> Iterator[Any]:
    """Give a signed-in window on the sample list, and fail for any error its scripts told."""
    actor = a_user("歐佳玲")
    accounts.set_password(user_id=actor.user_id or 0, password=PASSWORD, actor=OPERATOR, now=NOW)
    name = User.objects.get(pk=actor.user_id).username
    told: list[str] = []
    window = chromium.new_page(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="en-GB"
    )
    window.on("pageerror", lambda error: told.append(str(error)))
    window.goto("/sign-in?next=/shell/components/list")
    window.fill("#username", name)
    window.fill("#password", PASSWORD)
    window.click("button[type=submit]")
    window.wait_for_selector("tr[data-id='60']", state="attached")
    yield window
    window.close()
    assert told == []


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_rows_are_walked_and_chosen_by_key(page: Any) -> None:
    press(page, "j", "j", "x", "j", "j", "Shift+X")

    assert page.evaluate(CURRENT) == "4"
    assert page.evaluate(CHOSEN) == 3
    page.click("[data-select-every]")
    assert "1,284" in page.inner_text("[data-selected-words]")
    press(page, "Escape")
    assert page.is_hidden("[data-selection]")


def test_while_an_input_method_composes_no_key_is_ours(page: Any) -> None:
    press(page, "j", "e")
    page.wait_for_selector("input.editor:focus")
    send = """(kind) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {
        key: 'Enter', bubbles: true, cancelable: true, ...kind}))"""

    page.evaluate(send, {"isComposing": True})
    page.evaluate(send, {"keyCode": 229})

    assert page.evaluate("document.activeElement.className") == "editor"
    press(page, "Escape")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'j', bubbles: true, isComposing: true}))"
    )
    assert page.evaluate(CURRENT) == "1"


def test_an_edit_is_saved_in_its_place_and_says_how_to_undo_it(page: Any) -> None:
    press(page, "j", "e")
    page.keyboard.type("Ring her")
    press(page, "Enter")

    page.wait_for_selector("#toasts .toast [data-undo]")
    assert "Ring her" in page.inner_text("tr[data-id='1'] [data-edit]")
    assert page.evaluate("document.activeElement.dataset.id") == "1"


def test_what_was_taken_back_is_read_anew_where_one_stands(page: Any) -> None:
    press(page, *["j"] * 40, "e")
    page.keyboard.type("Ring her")
    press(page, "Enter")
    page.wait_for_selector("#toasts .toast [data-undo]")
    top = page.evaluate("document.querySelector('.table-frame').scrollTop")

    with page.expect_response("**/shell/components/list"):
        press(page, "z")

    page.wait_for_selector("tr.is-current[data-id='40']")
    assert "Ring her" not in page.inner_text("tr[data-id='40']")
    assert page.evaluate("document.querySelector('.table-frame').scrollTop") == top > 0


def test_back_brings_the_place_the_row_and_the_choice(page: Any) -> None:
    press(page, *["j"] * 40, "x")
    top = page.evaluate("document.querySelector('.table-frame').scrollTop")
    page.evaluate("window.sameDocument = true")
    press(page, "o")
    page.wait_for_url("**/record")
    page.wait_for_selector("#crumbs:has-text('林志遠')")

    page.go_back()

    page.wait_for_selector("tr.is-current[data-id='40']")
    page.wait_for_timeout(200)  # the scroll is put back with the next frame
    assert page.evaluate("document.querySelector('.table-frame').scrollTop") == top > 0
    assert page.evaluate(CHOSEN) == 1
    assert page.evaluate("window.sameDocument") is True


def test_enter_in_the_palette_waits_for_the_answers_to_what_was_typed(page: Any) -> None:
    press(page, "Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.insert_text("條件")
    press(page, "Enter")

    # The page's own deed 條件 (key F) is what matches; it is pressed, not a stale line.
    page.wait_for_selector("#palette", state="hidden")
    assert page.url.endswith("/list")


def test_the_sheet_of_keys_names_what_is_on_the_page(page: Any) -> None:
    press(page, "?")

    page.wait_for_selector("#keys[open]")
    text = page.inner_text("#keys")
    assert page.locator("#keys dt").count() > 8
    assert "G" in text
    press(page, "?")
    page.wait_for_selector("#keys", state="hidden")


def test_single_letters_can_be_switched_off(page: Any) -> None:
    page.click(".user-button")
    with page.expect_response("**/preferences"):
        page.click("#user-menu [name=single_keys]")
    press(page, "Escape", "j")

    assert page.evaluate(CURRENT) is None
    press(page, "Control+k")
    page.wait_for_selector("#palette[open]")


def test_a_passkey_is_made_and_opens_the_door(page: Any, live_server: Any) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/security/passkeys/new")
    page.fill("#name", "Work laptop")
    page.click("form[data-island=passkey] button[type=submit]")
    page.wait_for_selector(".secrets")
    page.goto("/security")
    assert "Work laptop" in page.inner_text("#main")
    page.context.clear_cookies(name="sessionid")

    page.goto("/sign-in?next=/security")
    page.click("form[data-island=passkey] button[type=submit]")

    page.wait_for_url(f"{live_server.url}/security")
    assert "Work laptop" in page.inner_text("#main")


def test_what_is_wrong_with_a_field_stands_at_it_in_the_readers_language(page: Any) -> None:
    page.goto("/customers/new")
    submit = "form.form button[type=submit]"

    def told(field: str) -> str:
        line = page.get_attribute(field, "aria-describedby", timeout=5000)
        assert page.evaluate("document.activeElement.id") == field.removeprefix("#")
        return str(page.inner_text(f"#{line}"))

    page.click(submit)
    assert told("#new-name") == "這一欄必須填寫。"
    page.fill("#new-name", "林志遠")
    assert page.get_attribute("#new-name", "aria-describedby") is None
    page.fill("#new-phone", "12")
    page.click(submit)
    page.wait_for_selector("#new-phone[aria-invalid=true]")
    assert "12" in told("#new-phone")
    assert page.is_hidden("[data-problem]")
