"""Who gets in: tokens, TLS, sockets, and what is told to nobody."""

import hashlib
import http.client
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import urllib.error

import pytest

from conftest import BARS, wait_for_state
from program import Program, Server
from web import serving

SECRET = 'a-long-secret'


def test_other_machines_need_a_token(bridge):
    """Without one it does not start, and says what to add; with one only who has it gets in."""
    program = Program('test', '--host', '0.0.0.0')
    assert program.wait() == 64
    assert '--token auto' in program.stderr.text()
    server = bridge(BARS, '--host', '0.0.0.0', '--token', 'auto')
    assert server.status()['state'] == 'live'
    server.headers = {}
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.status()
    assert refused.value.code == 401 and refused.value.headers['WWW-Authenticate'] == 'Bearer'


def test_the_page_takes_the_token_out_of_the_address(bridge, open_page):
    """It is in no history, it survives a reload, and a page that lacks it is told what is wrong."""
    server = bridge(BARS, '--token', 'auto')
    assert '#token=' in server.address
    page = open_page(server.address)
    wait_for_state(page, 'live')
    assert page.url == server.base
    page.reload()
    wait_for_state(page, 'live')
    stranger = open_page(server.base)
    wait_for_state(stranger, 'refused')
    assert 'token' in stranger.inner_text('body')


def test_sessions_want_the_token_too(bridge, open_page):
    server = bridge(BARS, '--token', SECRET)
    page = open_page('about:blank')
    with page.expect_response(lambda response: response.status == 201) as created:
        page.goto(server.address)
    session = created.value.headers['location'].lstrip('/')
    for method in ('GET', 'PATCH', 'DELETE'):
        with pytest.raises(urllib.error.HTTPError) as refused:
            headers, server.headers = server.headers, {}
            try:
                server.open(session, method=method)
            finally:
                server.headers = headers
        assert refused.value.code == 401
    assert server.status()['viewers'] == 1


def test_any_token_fits_into_the_address(bridge, open_page):
    """What means something in an address is written so that the page reads what was given."""
    server = bridge(BARS, '--token', 'a+b&c=%41/d"<e>')
    wait_for_state(open_page(server.address), 'live')


def test_a_token_from_the_environment(monkeypatch):
    """A command line can be read by every user of the machine, a variable by the owner alone."""
    monkeypatch.setenv('BRIDGE_TOKEN', SECRET)
    server = Server(BARS)
    assert server.address.endswith(f'#token={SECRET}')
    server.finish()


# --- TLS


def certificate(server, name='localhost'):
    """The certificate that the server shows, as PEM; what verifies with it as the only authority."""
    pem = ssl.get_server_certificate(('127.0.0.1', server.port))
    context = ssl.create_default_context(cadata=pem)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    connection = http.client.HTTPSConnection(name, server.port, context=context, timeout=10)
    connection.request('GET', '/healthz')
    assert connection.getresponse().read() == b'ok\n'
    connection.close()
    return pem


def test_tls_with_a_certificate_of_our_own(bridge, open_page):
    """The printed fingerprint is the certificate's, the names in it are ours, and the page plays."""
    server = bridge(BARS, '--tls', 'self')
    assert server.base == f'https://localhost:{server.port}/'
    for name in ('localhost', '127.0.0.1', '::1'):
        pem = certificate(server, name)
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    fingerprint = ':'.join(digest[index:index + 2] for index in range(0, len(digest), 2))
    line = next(line for line in iter(server.stderr.next, None) if 'fingerprint' in line)
    assert fingerprint in line
    page = open_page(server.address, ignore_https_errors=True)
    wait_for_state(page, 'live')


def test_tls_for_other_machines(bridge):
    """All addresses of this host are named in it, however they are written; old versions of TLS are refused."""
    server = bridge(BARS, '--host', '0.0.0.0', '--token', 'auto', '--tls', 'self')
    certificate(server, '127.0.0.1')
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers('DEFAULT@SECLEVEL=0')
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with socket.create_connection(('127.0.0.1', server.port), timeout=10) as connection:
        with pytest.raises(ssl.SSLError):
            old.wrap_socket(connection)


def test_tls_with_a_given_certificate(bridge, tmp_path):
    cert, key, other = (tmp_path / name for name in ('cert.pem', 'key.pem', 'other.pem'))
    for path in (other, key):
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout',
             path, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
            check=True, capture_output=True)
    server = bridge(BARS, '--tls-cert', str(cert), '--tls-key', str(key))
    assert certificate(server) == cert.read_text()
    for file, word in ((other, 'does not belong'), (cert, 'no PEM file'), (tmp_path / 'none', 'cannot be read')):
        program = Program('test', '--tls-cert', str(cert), '--tls-key', str(file))
        assert program.wait() == 1
        assert word in program.stderr.text()


# --- a socket in place of a port


def over_socket(path, request):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall(request.encode())
        return b''.join(iter(lambda: connection.recv(65_536), b''))


def test_a_unix_socket(tmp_path):
    """Only its owner can open it, no port is opened, and it is gone at the end."""
    path = tmp_path / 'bridge.sock'
    program = Program(BARS, '--unix-socket', str(path))
    assert program.stdout.next().strip() == f'unix:{path}'
    mode = path.stat().st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600
    listening = subprocess.run(['ss', '-ltnp'], capture_output=True, text=True).stdout
    assert f'pid={program.process.pid},' not in listening

    head, _, body = over_socket(
        path, 'GET /api/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n').partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 200') and json.loads(body)['state'] == 'live'
    for host in ('evil.example', 'localhost.evil'):
        assert over_socket(
            path, f'GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n').startswith(b'HTTP/1.1 421')

    second = Program('test', '--unix-socket', str(path))
    assert second.wait() == 1
    assert 'is in use' in second.stderr.text()
    program.finish()
    assert not path.exists()


def test_a_socket_that_was_left_over(tmp_path):
    """One of a program that was killed is replaced; a file is not."""
    path = tmp_path / 'bridge.sock'
    first = Program(BARS, '--unix-socket', str(path))
    first.stdout.next()
    first.process.send_signal(signal.SIGKILL)
    first.wait()
    assert path.exists()
    second = Program(BARS, '--unix-socket', str(path))
    assert second.stdout.next().strip() == f'unix:{path}'
    second.finish()

    path.write_text('precious')
    third = Program('test', '--unix-socket', str(path))
    assert third.wait() == 1
    assert path.read_text() == 'precious'


# --- what is told to nobody


def test_passwords_are_shown_nowhere(bridge, watch, open_page):
    """Not in the page, not over HTTP, not in the log."""
    server = bridge(
        f'{BARS} ! textoverlay text=rtsp://user:hunter2@camera.local/stream', '--log-level', 'trace')
    page = watch(server)
    event = next(server.statuses())
    for text in (page.content(), json.dumps(server.status()), json.dumps(event)):
        assert 'hunter2' not in text
    assert '***@camera.local' in server.status()['pipeline']
    os.kill(server.process.pid, signal.SIGINT)
    server.wait()
    assert 'hunter2' not in server.stderr.text() + ''.join(server.stdout.all)


def test_passwords_that_elements_repeat(bridge):
    """An element's message has the address and the headers of its request in it: they are listed without."""
    with serving({'/film': 'x' * 1_000}) as port:
        server = bridge(
            f"{BARS} souphttpsrc location=http://user:hunt'er2@127.0.0.1:{port}/film proxy-pw=hunter3 ! fakesink")
        with server.open('api/events') as events:
            for command in ('stop', 'start'):
                server.open(
                    f'api/pipeline/{command}', method='POST', data=b'{}', headers={'Content-Type': 'application/json'})
            text = ''
            # A status comes each second.
            while 'http-headers' not in text and text.count('event: status') < 20:
                text += events.readline().decode()
        assert 'http-headers' in text and '***@127.0.0.1' in text
        for place in (text, json.dumps(server.status())):
            assert 'hunt' not in place


@pytest.mark.parametrize('source', [
    'rtspsrc location=rtsp://127.0.0.1:1/stream user-id=user user-pw=hunter2 ! decodebin',
    'rtsp://user:hunter2@127.0.0.1:1/stream',
    'http://user:hunter2@127.0.0.1:1/stream',
    'rtspsrc location=rtsp://user:hunter2@127.0.0.1:1/stream ! decodebin',
    'rtspsrc location=rtsp://user:hunter2@127.0.0.1:1/stream ! nonsense',
    'videotestsrc location=rtsp://user:hunter2@127.0.0.1:1/stream',
    'rtsp://user:hunter2@[::1/stream',
])
def test_passwords_are_in_no_error(source):
    program = Program(source, '--port', '0', '--log-level', 'trace', '--no-restart')
    assert program.wait(40) in (1, 64)
    text = program.stderr.text() + program.stdout.text()
    assert text and 'hunter2' not in text


def test_the_log_names_no_session_and_no_token(watch, bridge):
    server = bridge(BARS, '--token', SECRET, '--log-level', 'trace')
    page = watch(server)
    with page.expect_response(lambda response: response.status == 201) as created:
        page.reload()
    session = created.value.headers['location'].rpartition('/')[2]
    wait_for_state(page, 'live')
    with pytest.raises(urllib.error.HTTPError):
        server.open(f'whep/{session}x')
    os.kill(server.process.pid, signal.SIGINT)
    server.wait()
    log = server.stderr.text()
    assert log and session not in log and SECRET not in log
    assert 'server' not in created.value.headers
