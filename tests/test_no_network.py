"""The guard against the network: what it refuses, what it lets pass, and that it is in place."""

import subprocess
import sys

import pytest

REFUSED = {
    "connect": "socket.socket().connect(('192.0.2.1', 80))",
    "connect_ex": "socket.socket().connect_ex(('192.0.2.1', 80))",
    "IPv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80, 0, 0))",
    "sendto": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'.', ('192.0.2.1', 80))",
    "sendto with flags": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'.', 0, ('192.0.2.1', 80))",
    "sendmsg": "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'.'], [], 0, ('192.0.2.1', 80))",
    "create_connection": "socket.create_connection(('192.0.2.1', 80))",
    "getaddrinfo": "socket.getaddrinfo('192.0.2.1', 80)",
    "getaddrinfo by keyword": "socket.getaddrinfo(host='192.0.2.1', port=80)",
    "gethostbyname": "socket.gethostbyname('host.invalid')",
    "urllib": "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
}
ALLOWED = {
    "loopback": """
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()""",
    "localhost": "socket.getaddrinfo('localhost', 80)",
    "Unix socket": """
import tempfile
with tempfile.TemporaryDirectory() as folder:
    server = socket.socket(socket.AF_UNIX)
    server.bind(folder + "/s")
    server.listen()
    socket.socket(socket.AF_UNIX).connect(folder + "/s")""",
    "pair": "a, b = socket.socketpair(); a.sendall(b'.'); assert b.recv(1) == b'.'",
}


def run(code):
    """Run code in a new Python, as a kernel would; give back its exit code and error text."""
    result = subprocess.run(
        [sys.executable, "-c", f"import socket\nsocket.setdefaulttimeout(2)\n{code}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return result.returncode, result.stderr


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_refused(code):
    status, error = run(code)
    assert status == 1
    assert "the book runs without a network" in error


@pytest.mark.parametrize("code", ALLOWED.values(), ids=ALLOWED)
def test_allowed(code):
    assert run(code) == (0, "")
