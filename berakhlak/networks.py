"""Whose an address is, as far as limits of tries are concerned."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_OF_ONE_CUSTOMER = {4: 32, 6: 64}
_NEARBY = {4: 24, 6: 48}


def network_of(address: str) -> str:
    """The network of one customer: an address of IPv4, but of IPv6 a /64, where each has 2^64."""
    return _network(address, _OF_ONE_CUSTOMER)


def neighbourhood_of(address: str) -> str:
    """What one provider gives to few: /24 of IPv4, /48 of IPv6."""
    return _network(address, _NEARBY)


def _network(address: str, lengths: dict[int, int]) -> str:
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:  # A socket of this machine has none.
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    length = lengths[4 if isinstance(known, IPv4Address) else 6]
    return str(ip_network((known, length), strict=False))
