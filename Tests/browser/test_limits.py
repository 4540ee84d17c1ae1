"""Places and descriptors: who gets them when there are few."""

import json
import os
import re
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest

import program
from conftest import BARS

OFFER = (Path(__file__).parents[1] / 'PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp').read_bytes()
ICE_PORT = 40_405


def offer(server, deadline=20):
    """The session's address and our name in STUN, or the status and the reason of a refusal."""
    request = urllib.request.Request(
        f'{server.base}whep', OFFER, headers={'Content-Type': 'application/sdp'})
    try:
        with urllib.request.urlopen(request, timeout=deadline) as response:
            return response.headers['Location'], re.search(r'a=ice-ufrag:(\S+)', response.read().decode())[1]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)['detail']


def files(server):
    return len(os.listdir(f'/proc/{server.process.pid}/fd'))


@pytest.fixture
def limited(tmp_path, monkeypatch):
    """Lets programs have so many open files."""

    def limit(options):
        script = tmp_path / 'bridge'
        script.write_text(f'#!/bin/bash\nulimit {options}\nexec {program.BINARY} "$@"\n')
        script.chmod(0o755)
        monkeypatch.setattr(program, 'BINARY', str(script))
        return str(script)

    return limit


def test_too_few_files(limited):
    """The program says what it needs, before it starts anything."""
    done = subprocess.run([limited('-n 64'), BARS, '--port', '0'], capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and not done.stdout
    assert re.fullmatch(r'bridge: 64 open files are too few, at least \d+ are needed: .*ulimit -n .*\n', done.stderr)


def test_a_limit_that_can_be_raised(bridge, limited):
    limited('-Sn 64')
    server = bridge(BARS)
    assert server.status()['state'] == 'live'


def test_few_files(bridge, watch, limited):
    """A viewer that comes when strangers hold all they can get is served or told why not, and the program lives on."""
    limited('-n 256')
    server = bridge(BARS, '--ice-tcp', str(ICE_PORT))
    watch(server)
    with ExitStack() as stack:
        for address, port in [('127.0.0.1', server.port), ('::1', server.port), ('127.0.0.1', ICE_PORT)] * 200:
            stack.enter_context(socket.create_connection((address, port), timeout=5))
        replies = [offer(server) for _ in range(30)]
        refusals = [detail for status, detail in replies if status == 503]
        assert refusals and len(refusals) < 30
        assert all('the limit of open files (256) allows no more' in one for one in refusals)
        assert files(server) < 256
    assert server.status()['state'] == 'live'


def binding(name):
    """A STUN request that names a viewer."""
    attribute = f'{name}:x'.encode()
    padding = bytes(-len(attribute) % 4)
    body = struct.pack('>HH', 6, len(attribute)) + attribute + padding
    return struct.pack('>HHI', 1, len(body), 0x2112A442) + os.urandom(12) + body


def framed(message):
    """Behind its length, for a TCP stream (RFC 4571)."""
    return struct.pack('>H', len(message)) + message


def are_open(connections):
    """How many of them the other side has not closed."""
    count = 0
    for one in connections:
        one.setblocking(False)
        try:
            count += one.recv(1) != b''
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count


def eventually(condition, deadline=10):
    for _ in range(10 * deadline):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError('it never came')


def test_strangers_at_the_ice_port(bridge):
    """They take no place of a viewer's, a viewer has a share, and its connections end with it."""
    server = bridge(BARS, '--ice-tcp', str(ICE_PORT))
    before = files(server)

    def connected(count, first=b''):
        made = [socket.create_connection(('127.0.0.1', ICE_PORT), timeout=5) for _ in range(count)]
        for one in made:
            one.sendall(first)
        return made

    strangers = connected(300)
    eventually(lambda: are_open(strangers) <= 64)
    session, name = offer(server)
    viewer = connected(1, framed(binding(name)))
    # Whoever comes later takes the places of strangers.
    eventually(lambda: files(server) > before + 66)
    more = connected(300)
    eventually(lambda: are_open(strangers + more) <= 64)
    assert are_open(viewer) == 1
    many = connected(60, framed(binding(name)))
    eventually(lambda: are_open(many) < 16)
    assert are_open(viewer) == 1
    # Whoever names no viewer is cut off at once, not as a silent one.
    nobody = connected(3, framed(binding('nobody'))) + connected(3, framed(b'GET / HTTP/1.1'))
    eventually(lambda: are_open(nobody) == 0, deadline=5)
    with server.open(session, method='DELETE'):
        pass
    eventually(lambda: are_open(viewer + many) == 0)
    for one in strangers + more + viewer + many + nobody:
        one.close()
    eventually(lambda: files(server) <= before + 4)


def flows(server):
    """How many UDP sockets are connected: the shared port has one for each address of a peer."""
    lines = subprocess.run(
        ['ss', '-Hunp', 'state', 'established'], capture_output=True, text=True, check=True, timeout=10).stdout
    return lines.count(f'pid={server.process.pid},')


def test_strangers_at_the_media_port(bridge, watch):
    """They get no answer and nothing is kept for them; a viewer has a share, which nobody else takes over."""
    port = 40_406
    server = bridge(BARS, '--media-port', str(port))
    page = watch(server)
    name = page.evaluate("peers.at(-1).remoteDescription.sdp.match(/a=ice-ufrag:(\\S+)/)[1]")
    own = flows(server)
    assert own > 0
    session, other = offer(server)
    with ExitStack() as stack:

        def sockets(count):
            made = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(count)]
            for one in made:
                one.connect(('127.0.0.1', port))
            return made

        strangers = sockets(40)
        for one in strangers:
            for packet in (binding('nobody'), b'\x80\x60' + bytes(40), b'', os.urandom(200)):
                one.send(packet)
        for one in sockets(40):
            # The second name changes nothing, but for an address for which the first viewer had no place.
            one.send(binding(name))
            one.send(binding(other))
        eventually(lambda: flows(server) >= own + 40)
        assert flows(server) < own + 48
        for one in strangers:
            one.setblocking(False)
            with pytest.raises(BlockingIOError):
                one.recv(1)
        with server.open(session, method='DELETE'):
            pass
        # Those of the viewer that watches are left: 32 with its browser's at this address.
        eventually(lambda: flows(server) <= 32 + own)
        assert flows(server) >= 32
        page.close()
        eventually(lambda: flows(server) == 0)
