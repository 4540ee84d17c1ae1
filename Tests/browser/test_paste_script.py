"""`bridge paste` without a person: standard input and output, files, named pipes, exit codes."""

import os
import subprocess

import pytest

from conftest import BARS, until, wait_for_state
from marionette import Firefox
from pictures import frames
from program import BINARY, REPOSITORY, Program
from terminal import listening_sockets
from test_paste import FORMS, filled

PAGE = (REPOSITORY / 'web/paste.html').as_uri()


@pytest.fixture
def page(open_page):
    return open_page(PAGE)


@pytest.fixture
def start():
    """Starts `bridge paste` with a text on standard input; what is left of it is ended."""
    programs = []

    def start_one(*arguments, text=None):
        program = Program('paste', BARS, *arguments, stdin=subprocess.PIPE)
        programs.append(program)
        if text is not None:
            program.process.stdin.write(text)
            program.process.stdin.close()
        return program

    yield start_one
    for program in programs:
        if program.process.poll() is None:
            program.kill()


def fails(program, code, words):
    assert program.wait(25) == code
    assert words in program.stderr.text()
    assert program.stdout.text() == ''


@pytest.mark.parametrize('form', FORMS)
def test_answer(start, page, form):
    """An offer on standard input: its answer alone, in the same form, on standard output; it ends with its viewer."""
    page.click('#make-offer')
    program = start(text=page.evaluate(FORMS[form], filled(page, '#offer-out')))
    answer = program.stdout.next()
    # All of it is written at once.
    until(page, lambda: form != 'sdp' or 'a=end-of-candidates\n' in program.stdout.all)
    answer = ''.join(program.stdout.all)
    assert answer.startswith({'short': 'bridge1-answer-', 'sdp': 'v=0', 'json': '{"sdp":"v=0'}[form])
    page.fill('#answer-in', answer)
    wait_for_state(page, 'live')
    frames(page, count=2)
    assert listening_sockets(program.process.pid) == []
    page.close()
    assert program.wait(25) == 0
    assert program.stdout.text().count('v=0' if form == 'sdp' else 'bridge1-' if form == 'short' else '{"sdp"') == 1


def test_offer(start, page):
    """With --offer: the offer on standard output, the answer on standard input."""
    program = start('--offer')
    page.fill('#offer-in', program.stdout.next())
    program.process.stdin.write(filled(page, '#answer-out'))
    program.process.stdin.close()
    wait_for_state(page, 'live')
    page.close()
    assert program.wait(25) == 0


def test_files(start, page, tmp_path):
    page.click('#make-offer')
    (tmp_path / 'offer').write_text(filled(page, '#offer-out'))
    os.mkfifo(tmp_path / 'answer')
    program = start('--offer-file', str(tmp_path / 'offer'), '--answer-file', str(tmp_path / 'answer'))
    page.fill('#answer-in', (tmp_path / 'answer').read_text())
    wait_for_state(page, 'live')
    page.close()
    assert program.wait(25) == 0
    assert program.stdout.text() == ''


def test_named_pipes(start, page, tmp_path):
    """Both ends wait at the pipes for each other."""
    for name in ('offer', 'answer'):
        os.mkfifo(tmp_path / name)
    program = start('--offer', '--offer-file', str(tmp_path / 'offer'), '--answer-file', str(tmp_path / 'answer'))
    page.fill('#offer-in', (tmp_path / 'offer').read_text())
    (tmp_path / 'answer').write_text(filled(page, '#answer-out'))
    wait_for_state(page, 'live')
    page.close()
    assert program.wait(25) == 0


OFFER = '''async () => {
  const peer = window.direct = new RTCPeerConnection();
  peer.addTransceiver('video', { direction: 'recvonly' });
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== 'complete') await new Promise((next) => { peer.onicegatheringstatechange = next; });
  return peer.localDescription.sdp;
}'''
ANSWER = '''async (sdp) => {
  const peer = window.direct = new RTCPeerConnection();
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== 'complete') await new Promise((next) => { peer.onicegatheringstatechange = next; });
  return peer.localDescription.sdp;
}'''
ACCEPT = "async (sdp) => { await direct.setRemoteDescription({ type: 'answer', sdp }); }"
CONNECTED = '''async () => {
  while (direct.connectionState !== 'connected') await new Promise((next) => { direct.onconnectionstatechange = next; });
}'''


def whole(program, path):
    """The bytes of a file, once it has been written."""
    while path.stat().st_size == 0:
        assert program.poll() is None
    data = path.read_bytes()
    assert data.startswith(b'v=0\r\n') and data.endswith(b'\r\n') and data.count(b'v=0') == 1
    assert b'' not in data.removesuffix(b'\r\n').split(b'\r\n') and data.count(b'\n') == data.count(b'\r\n')
    return data.decode()


def exchange(run, tmp_path):
    """`bridge paste < offer > answer` and `--offer --offer-file offer < answer`, with a browser's own parser."""
    offer, answer = tmp_path / 'offer', tmp_path / 'answer'
    offer.write_text(run(OFFER), newline='')
    with offer.open() as given, answer.open('w') as made:
        program = subprocess.Popen([BINARY, 'paste', BARS], stdin=given, stdout=made)
    try:
        run(ACCEPT, whole(program, answer))
        run(CONNECTED)
    finally:
        program.kill()
        program.wait(5)
    offer.write_bytes(b'')
    program = subprocess.Popen(
        [BINARY, 'paste', BARS, '--offer', '--form', 'sdp', '--offer-file', str(offer)], stdin=subprocess.PIPE)
    try:
        program.stdin.write(run(ANSWER, whole(program, offer)).encode())
        program.stdin.close()
        run(CONNECTED)
    finally:
        program.kill()
        program.wait(5)


def test_the_files_in_chromium(page, tmp_path):
    """Each description is one, as the browser's own parser wants it."""
    exchange(page.evaluate, tmp_path)


def test_the_files_in_firefox(tmp_path):
    (tmp_path / 'profile').mkdir()
    browser = Firefox(tmp_path / 'profile')
    try:
        browser.open(PAGE)

        def run(script, *arguments):
            result = browser.run(f'''
              const done = [...arguments].pop();
              ({script})(...arguments).then(done, (error) => done(`failed: ${{error}}`));''', *arguments)
            assert not str(result).startswith('failed'), result
            return result

        exchange(run, tmp_path)
    finally:
        browser.close()


def test_bad_descriptions(start, page):
    fails(start(text='hello world'), 65, 'no session description')
    fails(start(text=''), 65, 'nothing was pasted')
    page.click('#make-offer')
    offer = filled(page, '#offer-out')
    fails(start(text=offer[:-1]), 65, 'cut off')
    sdp = page.evaluate(FORMS['sdp'], offer)
    fails(start(text=sdp.replace('H264/90000', 'H266/90000').replace('VP8/90000', 'VP7/90000')
                     .replace('VP9/90000', 'VP7/90000')), 65, 'no codec in common')
    program = start('--offer')
    program.stdout.next()
    program.process.stdin.write(offer)
    program.process.stdin.close()
    assert program.wait() == 65
    assert 'this is an offer; an answer is wanted here' in program.stderr.text()


def test_missing_file(start, tmp_path):
    fails(start('--offer-file', str(tmp_path / 'nothing')), 66, 'No such file')
    program = start('--offer', '--offer-file', str(tmp_path))
    assert program.wait() == 66


def test_timeout(start, page, tmp_path):
    """Nobody brings an offer; nobody takes the answer; nobody answers."""
    fails(start('--timeout', '2'), 124, 'no viewer within 2 s')
    page.click('#make-offer')
    program = start('--timeout', '3', text=filled(page, '#offer-out'))
    assert program.wait() == 124
    os.mkfifo(tmp_path / 'offer')
    fails(start('--timeout', '2', '--offer-file', str(tmp_path / 'offer')), 124, 'no viewer within 2 s')


def test_no_connection(start, page):
    """Both descriptions are exchanged and the viewer has gone."""
    program = start('--offer')
    page.fill('#offer-in', program.stdout.next())
    answer = filled(page, '#answer-out')
    page.close()
    program.process.stdin.write(answer)
    program.process.stdin.close()
    assert program.wait(25) == 69
    assert 'no connection came about over 127.0.0.1:' in program.stderr.text()
