"""What strangers try, from a page that the viewer happens to visit and with raw sockets, beside a rightful viewer."""

import os
import re
import resource
import select
import socket
import struct
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from conftest import BARS, FEW, received
from web import serving


@contextmanager
def undisturbed(page, frames=30):
    """The viewer's picture goes on during and after what is done, and is never begun anew."""
    before = received(page)
    yield
    page.wait_for_function(
        '''async (wanted) => {
          const report = await window.peers.at(-1).getStats();
          return [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === 'video')
            .framesDecoded >= wanted;
        }''', arg=received(page)['framesDecoded'] + frames, timeout=15_000)
    after = received(page)
    assert after['pliCount'] == before['pliCount']
    assert after['packetsLost'] <= before['packetsLost'] + FEW
    assert page.evaluate('window.peers.length') == 1, 'the viewer has had to connect anew'


# --- a page of a stranger's

FORGED = '''<!doctype html><title>stranger</title><body><script>
const TARGETS = ['/whep', '/api/pipeline/stop', '/api/pipeline/start', '/api/status', '/api/events', '/'];
/** Everything that a page can send without asking, and some that needs to ask. What it could read is returned. */
async function attack(base) {
  const read = [];
  const bodies = ['{}', 'v=0', new Blob(['{}'], { type: 'text/plain' }), new URLSearchParams({ a: 1 }), new FormData()];
  const settle = (name, promise) => promise.then(
    async (response) => { if (response.type !== 'opaque') read.push(`${name}: ${response.status}`); }, () => {});
  const abort = AbortSignal.timeout(5_000);
  for (const path of TARGETS) {
    const address = base + path;
    for (const body of bodies) {
      navigator.sendBeacon(address, body);
      for (const mode of ['no-cors', 'cors']) {
        for (const credentials of ['include', 'omit']) {
          await settle(`${mode} ${path}`, fetch(address, { method: 'POST', mode, credentials, body, signal: abort }));
        }
      }
    }
    for (const type of ['application/json', 'application/sdp']) {
      await settle(`${type} ${path}`, fetch(address, {
        method: 'POST', headers: { 'Content-Type': type }, body: '{}', signal: abort }));
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      await settle(`${method} ${path}`, fetch(address, { method, signal: abort }));
    }
    for (const tag of ['img', 'script', 'iframe', 'video', 'object', 'embed', 'link']) {
      const element = document.createElement(tag);
      if (tag === 'link') element.rel = 'stylesheet';
      element[{ object: 'data', link: 'href' }[tag] ?? 'src'] = address;
      element.addEventListener('load', () => {
        if (tag !== 'iframe' && tag !== 'object' && tag !== 'embed') read.push(`${tag} ${path}`);
      });
      document.body.append(element);
    }
    for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const frame = document.createElement('iframe');
      frame.name = `frame${Math.random()}`;
      const form = document.createElement('form');
      Object.assign(form, { action: address, method: 'POST', enctype, target: frame.name });
      form.append(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
      document.body.append(frame, form);
      form.submit();
    }
  }
  await new Promise((resolve) => {
    const source = new EventSource(`${base}/api/events`);
    source.onopen = () => { read.push('EventSource'); resolve(); };
    source.onerror = () => { source.close(); resolve(); };
  });
  return read;
}
</script></body>'''


def test_a_strangers_page(bridge, watch, strangers):
    """It can steer nothing, read nothing, and show nothing in a frame; with no token wanted, as on a person's desk."""
    server = bridge(BARS)
    viewer = watch(server)
    with serving({'/': FORGED}) as port, undisturbed(viewer):
        page = strangers.new_page()
        page.goto(f'http://evil.example:{port}/')
        for base in (f'http://localhost:{server.port}', f'http://127.0.0.1:{server.port}', f'http://[::1]:{server.port}'):
            assert page.evaluate('(base) => attack(base)', base) == []
        # What a frame shows is an error page of the browser's, and no part of ours.
        for frame in page.frames[1:]:
            assert f':{server.port}' not in frame.url or frame.title() == '', frame.url
        page.close()
    status = server.status()
    assert status['state'] == 'live' and status['viewers'] == 1


def test_dns_rebinding(bridge, watch, strangers):
    """A stranger's name that now points here, with our port: the page is the browser's own, and gets nothing."""
    server = bridge(BARS)
    viewer = watch(server)
    with undisturbed(viewer):
        # A rebinding page comes from its own server, with a policy of its own.
        page = strangers.new_page(bypass_csp=True)
        response = page.goto(f'http://rebound.example:{server.port}/')
        assert response.status == 421
        for path in ('/', '/api/status', '/api/events', '/whep'):
            for method in ('GET', 'POST'):
                assert page.evaluate(
                    '''([path, method]) => fetch(path, { method, headers: { 'Content-Type': 'application/json' } })
                      .then(({ status }) => status)''', [path, method]) == 421
        page.close()


def test_links_are_good(bridge, strangers):
    """A link to the page from anywhere works."""
    server = bridge(BARS)
    with serving({'/': f'<a href="{server.base}">here</a>'}) as port:
        page = strangers.new_page()
        page.goto(f'http://friend.example:{port}/')
        page.click('a')
        page.wait_for_function("() => document.body.dataset.state === 'live'", timeout=20_000)
        page.close()


# --- raw sockets


def memory(server):
    """Kilobytes that are resident."""
    with open(f'/proc/{server.process.pid}/status') as status:
        return int(re.search(r'VmRSS:\s+(\d+)', status.read())[1])


def connect(server):
    return socket.create_connection(('127.0.0.1', server.port), timeout=5)


def test_ten_thousand_connections(bridge, watch):
    """The viewer sees its picture, memory stays bounded, and when they are gone the server is as before."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(10_000, hard - 500)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = bridge(BARS)
    viewer = watch(server)
    before = memory(server)
    with undisturbed(viewer), ExitStack() as stack:
        for number in range(wanted):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(('127.0.0.1', server.port))
            if number % 3 == 0:
                try:
                    one.send(b'GET / HTTP/1.1\r\nHost: ')
                except OSError:
                    pass  # not accepted yet
        assert len(os.listdir(f'/proc/{server.process.pid}/fd')) < 2_000
        assert memory(server) - before < 64 * 1024
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with server.open('healthz', deadline=5) as response:
                assert response.read() == b'ok\n'
            break
        except OSError:
            continue  # the last of them are still being thrown out
    else:
        pytest.fail('the server never came back')


def test_event_streams_without_end(bridge):
    """No more than the pages of all viewers need, and some: everything else goes on being answered."""
    server = bridge(BARS, '--max-viewers', '1')
    request = f'GET /api/events HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n'.encode()
    with ExitStack() as stack:
        answers = []
        for _ in range(80):
            one = stack.enter_context(connect(server))
            one.sendall(request)
            answers.append(one.recv(12))
        assert answers.count(b'HTTP/1.1 503') >= 10 and answers[:60] == [b'HTTP/1.1 200'] * 60
        assert server.status()['state'] == 'live'
    # The server notices when it next writes to those that have gone.
    for _ in range(40):
        with connect(server) as again:
            again.sendall(request)
            if again.recv(12) == b'HTTP/1.1 200':
                return
        time.sleep(0.25)
    pytest.fail('the places of streams that have ended are not given back')


def ended(connection, deadline=40):
    """Waits until the other side has closed."""
    connection.settimeout(deadline)
    try:
        while connection.recv(65_536):
            pass
    except ConnectionResetError:
        pass


def unread(port):
    """Heads of requests whose bodies nobody wants, by what they meet: refusals, and answers that need no body."""
    host = f'Host: localhost:{port}\r\n'
    length = 'Content-Length: 1000000000000\r\n\r\n'
    sdp = 'Authorization: Bearer long-enough\r\nContent-Type: application/sdp\r\n'
    return {
        'another name': f'POST /whep HTTP/1.1\r\nHost: x\r\n{length}',
        'to be closed': f'POST /whep HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{length}',
        'in chunks': 'POST /whep HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n',
        'another origin': f'POST /whep HTTP/1.1\r\n{host}Origin: http://evil.example\r\n{length}',
        'a wrong token': f'POST /whep HTTP/1.1\r\n{host}Authorization: Bearer wrong\r\n{length}',
        'a long path': f'GET /{"a" * 300} HTTP/1.1\r\n{host}{length}',
        'no such session': f'DELETE /whep/0 HTTP/1.1\r\n{host}{sdp}{length}',
        'an offer': f'POST /whep HTTP/1.1\r\n{host}{sdp}{length}',
        'no offer': f'POST /whep HTTP/1.1\r\n{host}Authorization: Bearer long-enough\r\n{length}',
        'a page': f'GET / HTTP/1.1\r\n{host}{length}',
        'events': f'GET /api/events HTTP/1.1\r\n{host}{sdp}{length}',
        'options': f'OPTIONS /whep HTTP/1.1\r\n{host}{length}',
        'no method': f'PUT /style.css HTTP/1.1\r\n{host}{length}',
    }


def ask_without_end(port):
    """Sends requests and reads nothing, until thrown out."""
    requests = f'GET /style.css HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n'.encode() * 100
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        one.settimeout(30)
        one.connect(('127.0.0.1', port))
        with pytest.raises(ConnectionError):
            while True:
                one.sendall(requests)


def test_slow_heads_and_bodies(bridge, watch):
    """Whoever dribbles, sends a body without end or takes no answer is thrown out; the refused have got their answers."""
    server = bridge(BARS, '--token', 'long-enough')
    viewer = watch(server)
    host = f'Host: localhost:{server.port}\r\n'
    body = f'POST /whep HTTP/1.1\r\n{host}Authorization: Bearer long-enough\r\nContent-Length: 60000\r\n\r\n'
    with undisturbed(viewer), ThreadPoolExecutor() as pool, ExitStack() as stack:
        deaf = pool.submit(ask_without_end, server.port)
        silent, head, dribble = (stack.enter_context(connect(server)) for _ in range(3))
        head.sendall(f'GET / HTTP/1.1\r\n{host}X-Slow:'.encode())
        dribble.sendall(body.encode())
        waiting = {head: b'a', dribble: b'a'}
        names = {}
        for name, text in unread(server.port).items():
            for some in (b'a', b'a' * 65_536):
                one = stack.enter_context(connect(server))
                one.sendall(text.encode())
                waiting[one] = some
                names[one] = (name, len(some))
        answers = {one: b'' for one in waiting}
        limit = time.monotonic() + 40
        for one in waiting:
            one.setblocking(False)
        while waiting:
            assert time.monotonic() < limit, f'still connected: {[names.get(one) for one in waiting]}'
            slowly = [one for one, some in waiting.items() if len(some) == 1]
            fast = [one for one in waiting if one not in slowly]
            readable, writable, _ = select.select(waiting, fast, [], 0.2)
            for one in {*readable, *writable, *slowly}:
                try:
                    if one in readable:
                        answers[one] += one.recv(65_536)
                    one.send(waiting[one])
                except BlockingIOError:
                    pass
                except OSError:
                    del waiting[one]
        ended(silent)
        deaf.result()
    # A body that is dribbled may still be meant, so there is no answer before the deadline.
    wanted = {'an offer', 'no offer', 'no such session', 'a page', 'options', 'no method'}
    for one, (name, size) in names.items():
        if size > 1 or name not in wanted:
            status = b'200' if name == 'events' else b'4'
            assert answers[one].startswith(b'HTTP/1.1 ' + status), (name, size, answers[one][:200])
            assert b'connection: close' in answers[one].lower(), (name, size)


def test_strangers_keep_nobody_out(bridge):
    """Newcomers at both addresses are answered while strangers hold all they can get; who has the token stays."""
    server = bridge(BARS, '--token', 'long-enough', '--max-viewers', '4')
    proved = HTTPConnection('127.0.0.1', server.port, timeout=5)
    request = b'POST /whep HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n'

    def status():
        proved.request('GET', '/api/status', headers=server.headers)
        with proved.getresponse() as response:
            response.read()
            return response.status

    assert status() == 200
    socket_of_proved = proved.sock
    with ExitStack() as stack:
        for number in range(700):
            for address in ('127.0.0.1', '::1'):
                one = stack.enter_context(socket.create_connection((address, server.port), timeout=5))
                if number % 2:
                    one.sendall(request)
        for address in ('127.0.0.1', '[::1]'):
            with urllib.request.urlopen(f'http://{address}:{server.port}/healthz', timeout=5) as response:
                assert response.status == 200
        # 448 of strangers, and two for each viewer and event stream; not so many for each address.
        assert len(os.listdir(f'/proc/{server.process.pid}/fd')) < 448 + 2 * 68 + 64
        assert status() == 200 and proved.sock is socket_of_proved
    proved.close()


def test_guessed_tokens(bridge):
    """Over a hundred connections they are answered no faster than over one, and the right one at once."""
    server = bridge(BARS, '--token', 'long-enough')
    start = time.monotonic()
    request = f'GET /api/status HTTP/1.1\r\nHost: localhost:{server.port}\r\nAuthorization: Bearer wrong\r\n\r\n'
    answers = 0
    with ExitStack() as stack:
        guesses = [stack.enter_context(connect(server)) for _ in range(100)]
        for one in guesses:
            one.sendall(request.encode() * 5)
        while answers < 40:
            readable, _, _ = select.select(guesses, [], [], 5)
            assert readable
            answers += sum(one.recv(65_536).count(b'HTTP/1.1 401') for one in readable)
            # 20 a second, the first after a quarter of one.
            assert answers <= 20 * (time.monotonic() - start) + 1
            assert server.status()['state'] == 'live'


def test_a_client_that_leaves_before_its_answer(bridge):
    """Nobody will connect, so there is no viewer."""
    server = bridge(BARS)
    offer = (Path(__file__).parents[1] / 'PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp').read_text()
    head = f'POST /whep HTTP/1.1\r\nHost: localhost:{server.port}\r\nContent-Type: application/sdp\r\n'
    with connect(server) as one:
        one.sendall(f'{head}Content-Length: {len(offer)}\r\n\r\n{offer}'.encode())
    # One that has its answer and does not connect is there for 12 s.
    counts = []
    for _ in range(40):
        counts.append(server.status()['viewers'])
        time.sleep(0.1)
    assert counts[-1] == 0, counts


@pytest.mark.parametrize('head', [
    'X: ' + 'a' * 200_000,
    '\r\n'.join(f'X{number}: a' for number in range(20_000)),
    '\r\n'.join('Cookie: ' + 'a' * 4_000 for _ in range(500)),
])
def test_header_bombs(bridge, head):
    """Cut off before they are large, and nothing is kept."""
    server = bridge(BARS)
    before = memory(server)
    for _ in range(50):
        with connect(server) as connection:
            try:
                connection.sendall(f'GET / HTTP/1.1\r\nHost: localhost:{server.port}\r\n{head}\r\n\r\n'.encode())
            except OSError:
                pass  # thrown out in the midst of it
            try:
                assert not re.match(rb'HTTP/1.1 [123]', connection.recv(65_536))
            except ConnectionResetError:
                pass
    assert memory(server) - before < 32 * 1024
    assert server.status()['state'] == 'live'


def test_guessed_sessions(bridge, watch):
    """The names of sessions are random, and a guess finds nothing."""
    server = bridge(BARS)
    viewer = watch(server)
    with undisturbed(viewer):
        for name in ('0', '1', '0' * 32, 'f' * 32, '..', '%2e%2e', 'a' * 10_000, '*'):
            with connect(server) as connection:
                connection.sendall(
                    f'DELETE /whep/{name} HTTP/1.1\r\nHost: localhost:{server.port}\r\nConnection: close\r\n\r\n'
                    .encode())
                assert connection.recv(65_536).startswith(b'HTTP/1.1 404')
    assert server.status()['viewers'] == 1


# --- the media's ports


def test_floods_at_the_media_ports(bridge, watch):
    """STUN requests without the password, stray RTP, RTCP and DTLS, and noise: the picture goes on."""
    server = bridge(BARS)
    viewer = watch(server)
    sdp = viewer.evaluate('window.peers.at(-1).remoteDescription.sdp')
    ports = {int(port) for port in re.findall(r'a=candidate:.* 127\.0\.0\.1 (\d+) typ host', sdp)}
    assert ports
    binding = struct.pack('>HHI', 0x0001, 0, 0x2112A442) + os.urandom(12)
    named = struct.pack('>HHI', 0x0001, 12, 0x2112A442) + os.urandom(12) + struct.pack('>HH', 6, 8) + b'abcd:efg'
    packets = [
        binding, named, binding[:10],
        b'\x80\x60' + os.urandom(1_000), b'\x80\xc9' + os.urandom(30), b'\x81\xce' + os.urandom(10),
        b'\x16\xfe\xfd' + bytes(8) + b'\x00\x40' + os.urandom(64), b'\x17\xfe\xfd' + bytes(50),
        b'', b'\0', os.urandom(1_400), bytes(65_000)]
    before = memory(server)
    with undisturbed(viewer), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(2_000):
            for packet in packets:
                for port in ports:
                    stranger.sendto(packet, ('127.0.0.1', port))
    assert memory(server) - before < 64 * 1024
    assert server.status()['viewers'] == 1


FLOOD = '''async ([channels, message]) => {
  const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  peer.addTransceiver('video', { direction: 'recvonly' });
  const control = peer.createDataChannel('control');
  for (let number = 1; number < channels; number++) peer.createDataChannel(`x${number}`);
  await peer.setLocalDescription();
  const headers = { 'Content-Type': 'application/sdp' };
  const response = await fetch('whep', { method: 'POST', headers, body: peer.localDescription.sdp });
  let number = 0;
  control.onopen = () => setInterval(() => {
    if (message) while (control.bufferedAmount < 1e5 && control.readyState === 'open') control.send(message[number++ % 2]);
  }, 5);
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
}'''
COMMANDS = ['{"type":"start"}', '{"type":"stop"}']


@contextmanager
def few_threads(server, limit):
    """As many threads more, at most, at any time."""
    def count():
        return len(os.listdir(f'/proc/{server.process.pid}/task'))

    counts, done = [count()], threading.Event()

    def sample():
        while not done.wait(0.01):
            counts.append(count())

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    assert max(counts) - counts[0] <= limit, counts


def test_floods_of_a_viewer(bridge, watch, browser):
    """A viewer that opens a thousand channels, or sends commands without end, is gone at once, and so is what it cost."""
    server = bridge(BARS)
    viewer = watch(server)
    page = browser.new_page()
    page.goto(server.base + 'healthz')
    before = memory(server)

    def flood(*arguments):
        page.evaluate(FLOOD, arguments)
        server.until(lambda status: status['viewers'] == 1)

    with undisturbed(viewer):
        # A viewer's own are about eight, and one for each channel that it may have; Dispatch has some of its own.
        with few_threads(server, 48):
            flood(1_000, None)
            flood(1, ['x' * 60_000] * 2)
    assert memory(server) - before < 32 * 1024
    flood(1, COMMANDS)
    server.open('api/pipeline/start', data=b'{}', headers={'Content-Type': 'application/json'}).close()
    assert server.status()['state'] == 'live'
    assert memory(server) - before < 32 * 1024
    page.close()


IMPOSTOR = '''
window.got = 0;
setInterval(async () => {
  for (const peer of window.peers.filter(({ signalingState }) => signalingState !== 'closed')) {
    for (const one of (await peer.getStats()).values()) {
      if (one.type === 'inbound-rtp') window.got = Math.max(window.got, one.packetsReceived);
    }
  }
}, 5);
const send = window.fetch;
window.fetch = (address, options = {}) => {
  if (String(options.body).startsWith('v=0')) {
    const body = options.body.replace(/(a=fingerprint:.*)(.)\\r/g, (_, start, last) => `${start}${last === '0' ? 1 : 0}\\r`);
    if (body === options.body) throw new Error('nothing was changed');
    options = { ...options, body };
  }
  return send(address, options);
};'''


def test_a_browser_with_another_certificate(bridge, watch, open_page):
    """Its handshake is completed, its session ended, and not one packet of media has reached it."""
    server = bridge(BARS)
    viewer = watch(server)
    with undisturbed(viewer):
        page = open_page(server.address, IMPOSTOR)
        # The page tries again and again.
        page.wait_for_function('() => window.peers.length >= 3', timeout=60_000)
        assert page.evaluate('window.got') == 0
        states = page.evaluate('window.peers.map(({ history }) => history).flat()')
        assert 'connected' in states
