"""Other people's players: one written against the draft, and one in a page of another origin."""

import json
import subprocess
from pathlib import Path

import pytest

from conftest import BARS
from web import serving

SOURCE = f'{BARS} audiotestsrc is-live=true'


def play(server, *options, token='', frames=30):
    """What the player in Python has seen."""
    script = Path(__file__).with_name('whep_player.py')
    result = subprocess.run(
        ['/usr/bin/python3', script, f'{server.base}whep', token, str(frames), *options],
        capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize('options', [[], ['--gathered']])
def test_another_player(bridge, options):
    """webrtcbin as a player, with all candidates in its offer and with each in a PATCH of its own."""
    server = bridge(SOURCE, '--token', 'a-long-secret')
    seen = play(server, *options, token='a-long-secret')
    assert seen['post'] == 201
    assert seen['frames'] >= 30
    assert seen['delete'] == 200
    assert (len(seen['patches']) > 0) == (not options)
    assert set(seen['patches']) <= {204}
    assert server.status()['viewers'] == 0


def test_another_player_without_the_token(bridge):
    server = bridge(SOURCE, '--token', 'a-long-secret')
    assert play(server, token='another-secret')['post'] == 401


PLAYER = '''<!doctype html><title>player</title><video autoplay muted></video><script>
async function play(whep, token) {
  const peer = new RTCPeerConnection();
  peer.ontrack = ({ streams }) => { document.querySelector('video').srcObject = streams[0]; };
  peer.addTransceiver('video', { direction: 'recvonly' });
  const found = [];
  peer.onicecandidate = ({ candidate }) => { if (candidate) found.push(candidate); };
  await peer.setLocalDescription();
  const offer = peer.localDescription.sdp;
  const authorization = { Authorization: `Bearer ${token}` };
  const created = await fetch(whep, {
    method: 'POST', headers: { 'Content-Type': 'application/sdp', ...authorization }, body: offer });
  if (created.status !== 201) return { status: created.status, detail: (await created.json()).detail };
  const session = new URL(created.headers.get('Location'), whep);
  await peer.setRemoteDescription({ type: 'answer', sdp: await created.text() });
  const line = (name) => offer.match(new RegExp(`a=${name}:.*`))[0];
  const patched = await fetch(session, {
    method: 'PATCH', body: [
      line('ice-ufrag'), line('ice-pwd'), 'm=video 9 UDP/TLS/RTP/SAVPF 96', line('mid'),
      ...found.map(({ candidate }) => `a=${candidate}`), 'a=end-of-candidates', ''].join('\\r\\n'),
    headers: {
      'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': created.headers.get('ETag'), ...authorization },
  });
  const video = document.querySelector('video');
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const deleted = await fetch(session, { method: 'DELETE', headers: authorization });
  return { status: 201, patched: patched.status, deleted: deleted.status, width: video.videoWidth };
}
</script>'''


def test_a_page_of_an_allowed_origin(bridge, strangers):
    """It plays, and sees nothing but WHEP; without the token it reads why it may not."""
    with serving({'/': PLAYER}) as port:
        player = f'http://player.example:{port}'
        server = bridge(BARS, '--token', 'a-long-secret', '--allow-origin', player)
        page = strangers.new_page()
        page.goto(player)
        whep = f'http://localhost:{server.port}/whep'
        assert page.evaluate('([whep, token]) => play(whep, token)', [whep, 'a-long-secret']) == {
            'status': 201, 'patched': 204, 'deleted': 200, 'width': 640}
        refused = page.evaluate('([whep, token]) => play(whep, token)', [whep, 'no-secret-of-ours'])
        assert refused['status'] == 401 and 'token' in refused['detail']
        for path in ('/api/status', '/api/events', '/api/pipeline/stop'):
            assert page.evaluate(
                '''(address) => fetch(address, { headers: { Authorization: 'Bearer a-long-secret' } })
                  .then(() => 'read', () => 'refused')''',
                f'http://localhost:{server.port}{path}') == 'refused'


STEER = '''async ([whep, commands]) => {
  const peer = new RTCPeerConnection();
  peer.addTransceiver('video', { direction: 'recvonly' });
  const channel = peer.createDataChannel('control');
  const heard = [];
  channel.onmessage = ({ data }) => heard.push(JSON.parse(data).type);
  await peer.setLocalDescription();
  const created = await fetch(whep, {
    method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: peer.localDescription.sdp });
  await peer.setRemoteDescription({ type: 'answer', sdp: await created.text() });
  await new Promise((resolve) => { channel.onopen = resolve; });
  for (const command of commands) channel.send(JSON.stringify(command));
  channel.send(JSON.stringify({ type: 'ping', sent: 1 }));
  while (!heard.includes('pong')) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  peer.close();
  return [...new Set(heard)].sort();
}'''


def test_a_page_of_an_allowed_origin_steers_nothing(bridge, strangers):
    """Over its data channel neither: it hears of the clocks, and may neither stop the source nor change anything."""
    with serving({'/': PLAYER}) as port:
        player = f'http://player.example:{port}'
        server = bridge(BARS.replace('videotestsrc', 'videotestsrc name=source'), '--control', '--allow-origin', player)
        page = strangers.new_page()
        page.goto(player)
        commands = [
            {'type': 'stop'}, {'type': 'events'}, {'type': 'elements'},
            {'type': 'set', 'element': 'source', 'property': 'pattern', 'value': 'snow'}]
        heard = page.evaluate(STEER, [f'http://localhost:{server.port}/whep', commands])
        assert heard == ['clock', 'pong']
        status = server.status()
        assert status['state'] == 'live' and status['control']['revision'] == 0


def test_a_page_of_another_origin(bridge, strangers):
    """Not even with the token."""
    with serving({'/': PLAYER}) as port:
        server = bridge(BARS, '--allow-origin', 'https://player.example')
        page = strangers.new_page()
        page.goto(f'http://player.example:{port}')
        assert page.evaluate(
            "(whep) => play(whep, '').catch((error) => error.name)",
            f'http://localhost:{server.port}/whep') == 'TypeError'
        assert server.status()['viewers'] == 0
