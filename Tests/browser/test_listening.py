"""The table "What listens where" of docs/security.md, on a machine of its own."""

import json
import re
import subprocess
import sys
from contextlib import ExitStack

import pytest

from namespaces import are_allowed, connect, made
from program import BINARY, REPOSITORY, Lines

pytestmark = pytest.mark.skipif(not are_allowed(), reason='network namespaces need root')

SOURCE = 'videotestsrc is-live=true ! video/x-raw,width=160,height=120,framerate=10/1'
FIXTURES = REPOSITORY / 'Tests/PipelineBridgeTests/Fixtures/sdp'
HERE, THERE = '10.77.0.1', '10.77.0.2'
LOOPBACK = {'127.0.0.1', '[::1]'}
ALL = LOOPBACK | {HERE}
EXPOSED = ('--host', HERE, '--token', 'long-enough')
ONE = {'127.0.0.1'}

# The options; the addresses of the program's TCP port and of a viewer's UDP ports; shared ports and their addresses.
MODES = {
    'default': ((), LOOPBACK, LOOPBACK, {}),
    'firefox': ((), LOOPBACK, ALL, {}),
    'lan': (('--lan',), LOOPBACK, ALL, {}),
    'host': (EXPOSED, {HERE}, ALL, {}),
    'ice-address': (('--ice-address', HERE), LOOPBACK, ALL, {}),
    'ice-tcp': (('--ice-tcp', '40401'), LOOPBACK, LOOPBACK, {('tcp', 40401): LOOPBACK}),
    'ice-tcp, lan': (('--ice-tcp', '40402', '--lan'), LOOPBACK, ALL, {('tcp', 40402): ALL}),
    'media-port': (('--media-port', '40403'), LOOPBACK, ONE, {('udp', 40403): LOOPBACK}),
    'media-port, lan': (('--media-port', '40404', '--lan'), LOOPBACK, ONE, {('udp', 40404): ALL}),
    'media-address': (('--media-address', HERE), LOOPBACK, ALL, {}),
    'foreign': (('--media-address', '203.0.113.5'), LOOPBACK, ALL, {}),
    'paste': (None, set(), ALL, {}),
}

# Posts a body and prints the status.
POST = '''
import sys, urllib.error, urllib.request
address, kind, token = sys.argv[1:]
request = urllib.request.Request(
    address, sys.stdin.buffer.read(), {'Content-Type': kind, 'Authorization': f'Bearer {token}'}, method='POST')
try:
    with urllib.request.urlopen(request, timeout=20) as response:
        print(response.status)
except urllib.error.HTTPError as error:
    print(error.code)
'''


def post(machine, address, body, kind):
    return subprocess.run(
        [*machine.prefix, sys.executable, '-c', POST, address, kind, 'long-enough'], input=body, capture_output=True,
        check=True, timeout=30).stdout.strip().decode()


@pytest.fixture
def machines():
    with made('listening', 'other') as machines:
        yield machines


def listening(machine):
    """The protocols, addresses and ports that each process has open."""
    lines = subprocess.run(
        [*machine.prefix, 'ss', '-Htulnp'], capture_output=True, text=True, check=True, timeout=20).stdout.splitlines()
    found = {}
    for line in lines:
        protocol, address, port, process = re.match(r'(\w+) .*? ([^ ]+):(\d+) .*pid=(\d+)', line).groups()
        found.setdefault(int(process), set()).add((protocol, address.partition('%')[0], int(port)))
    return found


def test_what_listens_where(machines):
    """With a viewer that has been answered, or an offer that has been printed; nothing else is open."""
    here, there = machines
    connect(here, f'{HERE}/24', there, f'{THERE}/24')
    with ExitStack() as stack:
        programs = {}
        for name, (options, *_) in MODES.items():
            words = ['paste', SOURCE, '--offer'] if options is None else [SOURCE, '--port', '0', *options]
            process = subprocess.Popen(
                [*here.prefix, BINARY, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True)
            stack.callback(process.wait, 10)
            stack.callback(process.kill)
            programs[name] = (process, Lines(process.stdout))
        for name, (_, lines) in programs.items():
            first = lines.next(60)
            if name != 'paste':
                address = first.split('#')[0].strip()
                browser = 'firefox' if name == 'firefox' else 'chromium'
                offer = (FIXTURES / f'{browser}-offer.sdp').read_bytes()
                if name == 'firefox':
                    offer = re.sub(rb'a=candidate:.*\r\n', b'', offer)
                assert post(here, f'{address}whep', offer, 'application/sdp') == '201', name
                if name == 'host':
                    # Detections are taken from this host only.
                    detection = json.dumps({'regions': []}).encode()
                    answers = [post(one, f'{address}api/metadata', detection, 'application/json') for one in machines]
                    assert answers == ['204', '403']
        found = listening(here)
        for name, (_, tcp, udp, shared) in MODES.items():
            own = {'tcp': set(), 'udp': set()}
            of_shared = {key: set() for key in shared}
            for protocol, address, port in found[programs[name][0].pid]:
                of_shared.get((protocol, port), own[protocol]).add(address)
            assert (own['tcp'], own['udp'], of_shared) == (tcp, udp, shared), name
