"""Whether limits are on, and whom they count: a network address as a keyed hash, never as it is."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request

from consult.infra.keyed import digest


def limits_on() -> bool:
    """Say whether limits are counted; RATELIMIT_ENABLED=0 switches them off for tests."""
    return bool(current_app.config["RATELIMIT_ENABLED"])


def network_of(address: str) -> str:
    """Return what a limit counts: an IPv4 address, or the /64 of an IPv6 address, which one household holds.

    >>> network_of("2001:db8::1:2"), network_of("::ffff:192.0.2.7"), network_of("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7', '192.0.2.7')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def asked_from() -> str:
    """Return the keyed hash of the network the present request came from."""
    return digest("network", network_of(request.remote_addr or ""))
