"""Which addresses are one guesser."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address


def neighbourhood(address: str) -> str:
    """
    Return what failures from this address are counted under.

    A line with IPv6 has a /64 of its own: counted by address, a guesser would never be met twice.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def address_or_none(address: str) -> str | None:
    """Return the address in its usual form; None when there is none, as over a socket file."""
    try:
        return str(ip_address(address.strip()))
    except ValueError:
        return None
