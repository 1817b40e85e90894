"""Loaded by every Python that finds this folder on its path: the book runs without a network.

``tests/conftest.py`` puts the folder on ``PYTHONPATH``, so that kernels get it, too.
"""

import ipaddress
import socket


class NoNetworkError(OSError):
    """Something other than this machine was asked for."""


def _refuse(host):
    raise NoNetworkError(
        f"the book runs without a network: {host!r} is not this machine. "
        "Ship the data with the book, or compute it."
    )


def _check(host):
    """Let the names and numbers of this machine pass, and nothing else."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost", "0.0.0.0", "::"):
        return
    try:
        local = ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        _refuse(host)


def _check_address(address):
    if isinstance(address, tuple):  # a string or bytes is the path of a Unix socket
        _check(address[0])


class _Socket(socket.socket):
    """A socket that reaches this machine only."""

    __slots__ = ()

    def connect(self, address):
        _check_address(address)
        return super().connect(address)

    def connect_ex(self, address):
        _check_address(address)
        return super().connect_ex(address)

    def sendto(self, data, *flags_and_address):
        _check_address(flags_and_address[-1])
        return super().sendto(data, *flags_and_address)

    def sendmsg(self, buffers, *rest):
        if len(rest) == 3 and rest[2] is not None:
            _check_address(rest[2])
        return super().sendmsg(buffers, *rest)


def _guarded(lookup):
    def guard(host, *args, **kwargs):
        _check(host)
        return lookup(host, *args, **kwargs)

    return guard


if socket.socket.__name__ != _Socket.__name__:  # loaded once already
    socket.socket = socket.SocketType = _Socket
    for _name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, _name, _guarded(getattr(socket, _name)))
