"""Which browser on which machine a User-Agent header speaks of."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("MicroMessenger", "WeChat"),
    ("Line/", "LINE"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone", True),
    ("iPad", "iPad", True),
    ("Android", "Android", True),
    ("Windows", "Windows", False),
    ("Macintosh", "macOS", False),
    ("CrOS", "ChromeOS", False),
    ("Linux", "Linux", False),
)


def machine_of(agent: str) -> tuple[str, bool]:
    """Return "Chrome, Windows" and whether it is carried about; "" when it says nothing known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    machine, is_mobile = next(
        ((name, mobile) for mark, name, mobile in MACHINES if mark in agent), ("", False)
    )
    return ", ".join(word for word in (browser, machine) if word), is_mobile
