"""Where ICE checks go: without being told to reach other machines, to this one only."""

import json
import re
import subprocess
import sys

import pytest

from conftest import BARS
from namespaces import are_allowed, connect, made
from program import BINARY, REPOSITORY

pytestmark = pytest.mark.skipif(not are_allowed(), reason='network namespaces need root')

# Counts the packets that leave the machine, until its input ends.
CAPTURE = '''
import json, select, socket, sys
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
tap.bind((sys.argv[1], 0))
print(flush=True)
seen = []
while True:
    for one in select.select([tap, sys.stdin], [], [])[0]:
        if one is sys.stdin:
            print(json.dumps(seen))
            sys.exit()
        frame = tap.recv(2048)
        # IPv4 and ARP. IPv6 speaks of itself when an interface comes up.
        if frame[12:14] in (b'\\x08\\x00', b'\\x08\\x06') or b'\\x20\\x01\\x0d\\xb8' in frame[38:54]:
            seen.append(frame.hex())
'''

# Posts an offer and then a fragment; prints the answer.
POST = '''
import json, sys, time, urllib.request
address, offer, fragment = json.load(sys.stdin)
def send(path, method, body, kind):
    request = urllib.request.Request(address + path, body.encode(), {'Content-Type': kind, 'If-Match': '*'}, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.headers, response.read().decode()
headers, answer = send('whep', 'POST', offer, 'application/sdp')
send(headers['Location'], 'PATCH', fragment, 'application/trickle-ice-sdpfrag')
# Checks begin at once, one each 5 ms.
time.sleep(1.5)
print(json.dumps(answer))
'''

FIXTURES = REPOSITORY / 'Tests/PipelineBridgeTests/Fixtures/sdp'


def candidates(first):
    addresses = [*(f'10.77.0.{number}' for number in range(first, first + 12)), '2001:db8::9', '::ffff:10.77.0.9']
    return ''.join(f'a=candidate:{n} 1 UDP 1 {address} 5353 typ host\r\n' for n, address in enumerate(addresses))


@pytest.fixture
def machines():
    with made('here', 'there') as machines:
        yield machines


@pytest.mark.parametrize('browser, named, options', [
    ('chromium', True, ()), ('firefox', False, ()), ('firefox', True, ()), ('chromium', True, ('--lan',))])
def test_no_packet_leaves(machines, browser, named, options):
    """A peer that names other machines' addresses, in its offer or later, makes the bridge call none of them."""
    here, there = machines
    connect(here, '10.77.0.1/24', there, '10.77.0.2/24')
    interface = re.search(r'\d+: (a\d+)', subprocess.check_output([*here.prefix, 'ip', 'link'], text=True))[1]
    bridge = subprocess.Popen(
        [*here.prefix, BINARY, BARS, '--port', '0', *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    tap = subprocess.Popen(
        [*here.prefix, sys.executable, '-c', CAPTURE, interface], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        address = bridge.stdout.readline().split('#')[0].strip()
        offer = (FIXTURES / f'{browser}-offer.sdp').read_bytes().decode()
        lines = [line for line in offer.split('\r\n') if re.match('m=|a=mid:|a=ice-(ufrag|pwd):', line)]
        credentials = [next(line for line in lines if line.startswith(start)) for start in ('a=ice-u', 'a=ice-p', 'm=', 'a=mid')]
        fragment = ''.join(f'{line}\r\n' for line in credentials) + candidates(40)
        if named:
            # The first is this machine's own: there it is to be met.
            offer = offer.replace('a=mid:', f'{candidates(1)}a=mid:', 1)
        tap.stdout.readline()
        posted = subprocess.run(
            [*here.prefix, sys.executable, '-c', POST], input=json.dumps([address, offer, fragment]),
            capture_output=True, text=True, timeout=30)
        assert posted.returncode == 0, posted.stderr
        answer = json.loads(posted.stdout)
        seen, _ = tap.communicate(timeout=10)
    finally:
        for process in (bridge, tap):
            process.kill()
            process.wait()
    assert ' 10.77.0.1 ' in answer
    packets = json.loads(seen)
    # With --lan they are tried: that shows that they would be seen.
    assert bool(packets) == bool(options), packets[:3]
