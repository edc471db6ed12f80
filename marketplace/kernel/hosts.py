"""Which hosts are this machine."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine."""
    return host == "localhost" or (is_number(host) and ip_address(host.strip("[]")).is_loopback)


def is_number(host: str) -> bool:
    """Whether `host` is an IP address, in brackets or not."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
