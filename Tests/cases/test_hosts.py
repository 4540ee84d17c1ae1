"""Around the bridge: names, forwarded ports, proxies, frames, and hosts with odd addresses."""

import contextlib
import socket
import subprocess
import time
from pathlib import Path

import pytest

from between import Datagrams, forwarding, proxying
from conftest import BARS, until, wait_for_state
from namespaces import Machine, are_allowed
from pictures import frames
from program import BINARY, Lines, Program
from test_security import ask
from web import serving

needs_namespaces = pytest.mark.skipif(not are_allowed(), reason='network namespaces need root')
REMOTE = '''async () => {
  const all = [...(await peers.at(-1).getStats()).values()];
  const pair = all.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
  const { address, port, protocol } = all.find(({ id }) => id === pair.remoteCandidateId);
  return [address, port, protocol];
}'''
# What a page of the same site, another origin, may ask for: all that needs no preflight, and what does.
INTRUDE = '''async (base) => {
  const ask = (path, options) => fetch(base + path, options).then((answer) => answer.status, () => 'refused');
  const json = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
  await ask('api/pipeline/stop', { method: 'POST', body: '{}', mode: 'no-cors' });
  return [await ask('api/status'), await ask('api/pipeline/stop', json), await ask('whep')];
}'''


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


# --- names and ports


@pytest.mark.case('45-b', 'Under a path of a reverse proxy')
@pytest.mark.parametrize('keeps_host', [False, True], ids=['own-host', 'browsers-host'])
def test_under_a_path(bridge, open_page, keeps_host):
    """The page plays, and its session is found again where the proxy serves it."""
    server = bridge(BARS)
    with proxying(server.port, '/cam/', keeps_host) as port:
        page = open_page('about:blank')
        with page.expect_response(lambda response: response.status == 201) as created:
            page.goto(f'http://localhost:{port}/cam/')
        assert created.value.headers['location'].startswith('whep/')
        wait_for_state(page, 'live')
        frames(page, count=2)
        page.goto('about:blank')
        until(page, lambda: server.status()['viewers'] == 0, deadline=5)


@pytest.mark.case('45', 'Another port, another name')
def test_another_port(bridge, open_page):
    """Through a forwarded port the page plays; a page of another server at the same name gets nothing."""
    server = bridge(BARS)
    with forwarding(server.port) as port, serving({'/': '<title>another</title>'}) as other:
        for name in ('localhost', '127.0.0.1'):
            wait_for_state(open_page(f'http://{name}:{port}/'), 'live')
        stranger = open_page(f'http://localhost:{other}/')
        assert stranger.evaluate(INTRUDE, f'http://localhost:{port}/') == ['refused'] * 3
        assert server.status()['state'] == 'live'


@pytest.mark.case('45', 'Another port, another name')
def test_another_name(bridge, strangers):
    """A browser gets a page that names the option; with the option it plays. A rebinding name stays out."""
    with contextlib.ExitStack() as stack:
        server = bridge(BARS, '--allow-host', 'pi.example')
        port = stack.enter_context(forwarding(server.port))
        page = stack.enter_context(contextlib.closing(strangers.new_page()))
        problems = []
        page.on('console', lambda message: problems.append(message.text))
        answer = page.goto(f'http://evil.example:{server.port}/')
        assert answer.status == 421
        assert '--allow-host evil.example' in page.inner_text('main')
        assert page.evaluate('getComputedStyle(document.querySelector("main")).maxWidth') != 'none'
        assert not any('Content Security Policy' in text for text in problems)
        page.goto(f'http://pi.example:{port}/')
        wait_for_state(page, 'live')


@pytest.mark.case('45-c', 'The names of this host')
def test_names_of_this_host(bridge):
    """An exposed server answers to any address, at any port, and to its own names; to no others."""
    server = bridge(BARS, '--host', '0.0.0.0', '--token', 'auto')
    name = socket.gethostname().partition('.')[0]
    for host in (f'{name}.local:9000', name, '192.0.2.7:9000', '[2001:db8::7]', 'localhost:9000'):
        assert ask(server, 'GET', '/', headers={'Host': host})[0] == 200, host
    for host in ('evil.example', f'{name}.evil.example', '192.0.2.7.evil.example'):
        status, _, body = ask(server, 'GET', '/', headers={'Host': host})
        assert status == 421 and f'--allow-host {host}'.encode() in body


# --- frames


@pytest.mark.case('46', 'In a frame of a dashboard')
def test_in_a_frame(bridge, open_page):
    """The named origin may frame the page, and it plays there; no other may."""
    pages = {'/': '<iframe width=640 height=480 allow="autoplay; fullscreen"></iframe>'}
    with serving(pages) as port, serving(pages) as other:
        server = bridge(BARS, '--allow-frame', f'http://localhost:{port}', '--token', 'auto')
        page = open_page(f'http://localhost:{port}/')
        show = '(address) => { document.querySelector("iframe").src = address; }'
        page.evaluate(show, server.address)
        framed = page.wait_for_selector('iframe').content_frame()
        framed.wait_for_selector('body[data-state=live]', timeout=20_000)
        stranger = page.context.new_page()
        stranger.goto(f'http://localhost:{other}/')
        with stranger.expect_event('console', lambda message: 'frame-ancestors' in message.text):
            stranger.evaluate(show, server.address)


# --- media


@pytest.mark.case('45-d', 'One port for media')
def test_one_media_port(bridge, watch):
    """All viewers are reached at the port that was given."""
    port = free_port()
    server = bridge(BARS, '--media-port', str(port))
    pages = [watch(server), watch(server)]
    for page in pages:
        frames(page, count=2)
        address, *rest = page.evaluate(REMOTE)
        assert address in ('127.0.0.1', '::1') and rest == [port, 'udp']
    pages[0].goto('about:blank')
    frames(pages[1], count=2)


# The page hears of one address of the bridge only.
THROUGH = '''
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
  const lines = sdp.split('\\r\\n').filter((line) => !line.startsWith('a=candidate') || line.includes(' ADDRESS '));
  return set.call(this, { type, sdp: lines.join('\\r\\n') });
};
'''


@pytest.mark.case('45-e', "The host's address as others see it")
def test_media_address(bridge, watch):
    """The router's address is named, and what it forwards arrives."""
    port = free_port()
    server = bridge(BARS, '--media-port', str(port), '--media-address', '127.0.0.2')
    router = Datagrams(('127.0.0.2', port), ('127.0.0.1', port))
    page = watch(server, script=THROUGH.replace('ADDRESS', '127.0.0.2'))
    frames(page, count=2)
    assert page.evaluate(REMOTE) == ['127.0.0.2', port, 'udp'] and router.carried > 0
    router.close()


@pytest.mark.case('45-f', 'A port that is taken')
@pytest.mark.parametrize('option, kind', [('--ice-tcp', 'TCP'), ('--media-port', 'UDP')])
def test_a_port_that_is_taken(option, kind):
    """Another program has it: exit 1, and a line that says so."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == 'TCP' else socket.SOCK_DGRAM) as other:
        other.bind(('127.0.0.1', 0))
        if kind == 'TCP':
            other.listen()
        port = other.getsockname()[1]
        program = Program(BARS, option, str(port), '--port', '0')
        # An encoder that is being tried is waited for.
        assert program.wait(40) == 1
        assert f'{kind} port {port} of 127.0.0.1 cannot be opened: another program has it' in program.stderr.text()


# --- hosts


@pytest.mark.case('45-g', 'Another program at one of the two loopback addresses')
def test_another_program_at_the_other_address():
    """It would be shown the token by whoever opens http://localhost."""
    with socket.create_server(('::1', 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        program = Program(BARS, '--token', 'auto', '--port', str(port))
        assert program.wait() == 1
        assert program.stdout.text() == ''
        assert f'port {port} of ::1 is in use' in program.stderr.text()


@pytest.fixture
def machine():
    machine = Machine('hosts')
    yield machine
    machine.remove()


class Elsewhere:
    """`bridge serve` on another machine."""

    def __init__(self, machine, *arguments):
        self.process = subprocess.Popen(
            [*machine.prefix, BINARY, BARS, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.stdout, self.stderr = Lines(self.process.stdout), Lines(self.process.stderr)
        self.address = (self.stdout.next(25) or '').strip()

    def finish(self):
        self.process.terminate()
        assert self.process.wait(5) == 0


@needs_namespaces
@pytest.mark.case('36', 'Thirty interfaces')
@pytest.mark.parametrize('options', [(), ('--lan',)], ids=['default', 'lan'])
def test_more_addresses_than_libnice_counts(machine, playwright, tmp_path, options):
    """107 addresses: the page plays within 3 s, and an answer names a bounded number of them."""
    machine.run('''sh -c 'for i in $(seq 35); do ip link add v$i type veth peer name w$i;
      ip addr add 10.9.$i.1/24 dev v$i; ip link set v$i up; ip link set w$i up; done' ''')
    machine.wait_until_running('v35')
    # Chromium drops what it loads whenever an address appears, also when IPv6 has made sure that it is the only one.
    tentative = [*machine.prefix, 'ip', '-6', 'address', 'show', 'tentative']
    while subprocess.run(tentative, capture_output=True, timeout=20).stdout:
        time.sleep(0.1)
    server = Elsewhere(machine, *options)
    chromium = machine.script(tmp_path / 'chromium', '/usr/bin/chromium')
    browser = playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
    page = browser.new_page()
    page.add_init_script(path=Path(__file__).resolve().parents[1] / 'browser/observe.js')
    began = time.monotonic()
    page.goto(server.address)
    wait_for_state(page, 'live')
    # 3 s on a machine that does nothing else.
    assert time.monotonic() - began < 10
    answer = page.evaluate('peers.at(-1).remoteDescription.sdp')
    named = answer.count('a=candidate:')
    assert named == (2 if not options else 18)
    if not options:
        assert page.evaluate(REMOTE)[0] in ('127.0.0.1', '::1')
    browser.close()
    server.finish()


@needs_namespaces
@pytest.mark.case('45-h', 'Hosts without IPv4 or without IPv6')
def test_one_loopback_address(machine):
    """What there is is served; where there is nothing, the program says so."""
    fetch = (*machine.prefix, 'curl', '-sS', '-m5', '-o', '/dev/null', '-w', '%{http_code}')
    for gone, left in (('127.0.0.1/8', '[::1]'), ('::1/128', '127.0.0.1')):
        machine.run('ip addr flush dev lo')
        machine.run('ip addr add 127.0.0.1/8 dev lo')
        machine.run('ip -6 addr add ::1/128 dev lo')
        machine.run(f'ip addr del {gone} dev lo')
        server = Elsewhere(machine, '--port', '8080')
        assert server.address == 'http://localhost:8080/'
        assert subprocess.run([*fetch, f'http://{left}:8080/'], capture_output=True, text=True).stdout == '200'
        server.finish()
    machine.run('ip addr flush dev lo')
    server = Elsewhere(machine)
    assert server.process.wait(15) == 1
    assert 'no loopback address' in server.stderr.text()
