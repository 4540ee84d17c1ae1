"""Who is let in: the checks that a browser and a stranger's page would meet."""

import http.client
import re

import pytest

import program
from conftest import BARS, wait_for_state


def ask(server, method, path, host='127.0.0.1', headers=None, body=None):
    """Status, headers and body of one request."""
    connection = http.client.HTTPConnection(host, server.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


@pytest.fixture
def server(bridge):
    return bridge(BARS)


@pytest.mark.parametrize('host', ['evil.example', 'localhost.evil', 'evil.localhost', '127.0.0.1.nip.io'])
def test_foreign_host(server, host):
    """A name that is not ours is refused: DNS rebinding."""
    for path in ('/', '/api/status'):
        assert ask(server, 'GET', path, headers={'Host': host})[0] == 421


@pytest.mark.parametrize('origin', ['http://evil.example', 'null', 'http://localhost:1'])
def test_foreign_origin(server, origin):
    """A page of another origin is refused, whatever it asks."""
    headers = {'Origin': origin, 'Content-Type': 'application/json'}
    assert ask(server, 'POST', '/api/pipeline/stop', headers=headers, body='{}')[0] == 403
    assert ask(server, 'GET', '/api/status', headers=headers)[0] == 403
    assert server.status()['state'] == 'live'


def test_large_body(server):
    """More than 64 KiB is too large, and the server goes on."""
    headers = {'Content-Type': 'application/sdp'}
    status, _, _ = ask(server, 'POST', '/whep', headers=headers, body=b'v' * 65_537)
    assert status == 413
    assert ask(server, 'GET', '/healthz')[0] == 200


def test_content_security_policy(server):
    """Every answer forbids what the page does not need."""
    for path in ('/', '/paste', '/watch.js', '/api/status', '/nothing'):
        policy = ask(server, 'GET', path)[1]['Content-Security-Policy']
        assert "default-src 'none'" in policy
        assert 'unsafe' not in policy


def test_texts_are_never_markup():
    """The page has no way to make elements or code of a text."""
    for path in (program.REPOSITORY / 'web').glob('*.js'):
        found = re.findall(
            r'innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|createContextualFragment|DOMParser|srcdoc'
            r'|\beval\b|new Function|javascript:', path.read_text())
        assert found == [], path.name


def test_ipv6(server, open_page):
    """The page works at [::1] as well."""
    page = open_page(f'http://[::1]:{server.port}/')
    wait_for_state(page, 'live')
