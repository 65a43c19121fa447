"""
Take the pictures of the demo firm's pages: make screenshots

Serves this home's firm on a free port and writes screenshots/<page>-<width>-<theme>-<language>.png;
with PICTURES=docs/pictures those of the README.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIGN_IN = ("admin", "songhe-demo")
PAGES = {
    "customers": "/customers?sort=-net_spent_year",
    "orders": "/orders",
    "holdings": "/holdings",
    "products": "/products",
    "imports": "/imports",
}
SIZES = {"1440": (1440, 900), "390": (390, 844)}


def main() -> int:
    """Serve, take every picture, stop; return the exit code."""
    folder = Path(os.environ.get("PICTURES", "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command = [sys.executable, "-m", "rapport.kernel.web.server", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size in SIZES:
                for theme in ("light", "dark"):
                    for language in ("zh-hant", "en"):
                        _take(browser, address, folder, (size, theme, language))
    finally:
        server.terminate()
        server.wait(20)
    return 0


def _take(browser: Browser, address: str, folder: Path, look: tuple[str, str, str]) -> None:
    size, theme, language = look
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale=language
    )
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = context.new_page()
    page.goto(address + "/sign-in")
    page.fill("[name=username]", SIGN_IN[0])
    page.fill("[name=password]", SIGN_IN[1])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if language == "en":
        page.request.post(
            address + "/preferences",
            form={"language": "en"},
            headers={"X-CSRFToken": _csrf(page), "Referer": address},
        )
    for name, path in PAGES.items():
        _shoot(page, address + path, folder / f"{name}-{'-'.join(look)}.png")
    page.goto(address + "/customers?q=0912345318")
    row = page.locator("tbody tr[data-id] a.name").first
    row.wait_for()
    _shoot(page, address + row.get_attribute("href"), folder / f"customer-{'-'.join(look)}.png")
    context.close()


def _shoot(page: Page, address: str, file: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.screenshot(path=str(file))


def _csrf(page: Page) -> str:
    found = [one["value"] for one in page.context.cookies() if one["name"] == "csrftoken"]
    return found[0] if found else ""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server does not become ready; its log says why.")


if __name__ == "__main__":
    sys.exit(main())
