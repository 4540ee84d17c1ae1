"""The page shows how old its picture is, and where the time goes."""

import json
import re
import urllib.request

from conftest import BARS, wait_for_state
from marionette import Firefox

# What the figures say once there is a latency.
FIGURES = '''() => {
  const text = (id) => document.getElementById(id).textContent;
  const note = (id) => document.getElementById(id).closest('div').querySelector('.note').textContent;
  return { latency: text('latency'), parts: note('latency'), dropped: note('dropped'), source: note('fps') };
}'''


def figures(page):
    page.wait_for_function('() => /^[\\d.]+$/.test(document.getElementById("latency").textContent)', timeout=10_000)
    page.wait_for_function(
        '() => /source/.test(document.getElementById("fps").closest("div").querySelector(".note").textContent)',
        timeout=10_000)
    return page.evaluate(FIGURES)


def test_latency_and_its_parts(bridge, watch):
    """On one host the figure has no uncertainty; its parts are named; drops are counted by place."""
    page = watch(bridge(BARS))
    page.wait_for_function(
        '() => /encode/.test(document.getElementById("latency").closest("div").querySelector(".note").textContent)',
        timeout=10_000)
    shown = figures(page)
    assert float(shown['latency']) > 0
    assert '±' not in shown['parts']
    for part in ('p95', 'source', 'encode', 'network', 'decode', 'display'):
        assert re.search(rf'\b{part} [\d.]+', shown['parts']), shown
    assert re.fullmatch(r'source \d+ · encoder \d+ · viewer \d+ · browser \d+', shown['dropped'])
    assert re.fullmatch(r'source [\d.]+', shown['source'])


def test_the_bridge_hears_what_the_page_measured(bridge, watch):
    """/api/status and /metrics have the server's figures and what the page reports."""
    server = bridge(BARS)
    page = watch(server)
    figures(page)
    page.wait_for_function('() => messages.filter(({ type }) => type === "pong").length > 3', timeout=15_000)
    status = server.status()
    (viewer,) = status['watching']
    assert viewer['codecs'] == ['H264'] and viewer['lost'] == 0
    report = viewer['report']
    assert 0 < report['latency']['p50'] <= report['latency']['p95']
    assert report['uncertainty'] == 0
    (rendition,) = status['renditions']
    assert rendition['frames'] > 0 and rendition['bytes'] > 0 and rendition['keyFrames'] >= 1
    assert 0 < rendition['encodeDelay']['p50'] <= rendition['encodeDelay']['p95']
    with urllib.request.urlopen(f'{server.address}metrics', timeout=10) as response:
        assert response.headers['Content-Type'].startswith('text/plain; version=0.0.4')
        text = response.read().decode()
    samples = dict(line.rsplit(' ', 1) for line in text.splitlines() if not line.startswith('#'))
    assert float(samples['bridge_viewers']) == 1
    labels = '{codec="H264",encoder="x264enc",stream="video_0"}'
    assert float(samples[f'bridge_sent_frames_total{labels}']) >= rendition['frames']
    assert 'bridge_worst_latency_seconds{quantile="0.95"}' in samples


def test_playout_delay_is_negotiated(bridge, watch):
    """The answer names the header extension, by the offer's number; `--latency smooth` leaves it out."""
    uri = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay'
    read = '''(uri) => {
      const { localDescription, remoteDescription } = peers.at(-1);
      const lines = (sdp) => sdp.split('\\r\\n').filter((line) => line.endsWith(uri));
      return [lines(localDescription.sdp), lines(remoteDescription.sdp)];
    }'''
    offered, answered = watch(bridge(BARS)).evaluate(read, uri)
    assert len(answered) == 1 and answered[0] in offered
    offered, answered = watch(bridge(BARS, '--latency', 'smooth')).evaluate(read, uri)
    assert offered and not answered


def test_one_key_toggles_the_figures(bridge, watch):
    page = watch(bridge(BARS))
    assert page.is_visible('#figures')
    page.keyboard.press('h')
    assert not page.is_visible('#figures')
    page.keyboard.press('h')
    assert page.is_visible('#figures')


def test_slow_encoder_drops_before_it(bridge, open_page):
    """Frames that the encoder cannot keep up with are dropped before it, and the page says so."""
    # The picture is cheap to make and dear to encode, whatever else the machine does.
    server = bridge(
        'videotestsrc is-live=true pattern=smpte horizontal-speed=16'
        ' ! video/x-raw,format=I420,width=3840,height=2160,framerate=60/1', '--codec', 'vp9')
    page = open_page(server.address)
    wait_for_state(page, 'live', 60)
    page.wait_for_function(
        '() => /encoder [1-9]/.test(document.getElementById("dropped").closest("div").querySelector(".note").textContent)',
        timeout=30_000)
    assert server.status()['renditions'][0]['dropped'] > 0


def test_a_session_that_is_no_longer_live_is_replaced(bridge, watch):
    """What has a backlog of seconds, as after a suspension, is not played to its end: a new session is made."""
    page = watch(bridge(BARS))
    figures(page)
    # The same picture as if it were 5 s old.
    page.evaluate('''() => {
      const { runningTime } = MediaClock.prototype;
      MediaClock.prototype.runningTime = function (...options) {
        const time = runningTime.apply(this, options);
        return peers.length === 1 && time !== null ? time - 5_000 : time;
      };
    }''')
    page.wait_for_function('() => peers.length === 2', timeout=15_000)
    wait_for_state(page, 'live')
    assert page.evaluate('peers[0].connectionState') == 'closed'


# Plays frames, one in half a second, each as old as `age(second)` says, and tells when the picture is called stale.
SIMULATE = '''([seconds, age, minimumDelay]) => {
  const frames = new EventTarget();
  const ageAt = eval(age);
  const latency = new Latency(
    { uncertainty: 0, minimumDelay, now: (time) => time, runningTime: (time) => time - ageAt(time / 1_000) }, frames);
  const stale = [];
  let time = 0;
  latency.addEventListener('stale', () => stale.push(Math.round(time / 1_000)));
  for (; time < seconds * 1_000; time += 500) {
    const detail = { time, rtpTimestamp: time, presentationTime: time, processingDuration: 0 };
    frames.dispatchEvent(new CustomEvent('frame', { detail }));
  }
  return stale;
}'''


def test_a_path_that_is_slow_by_itself(bridge, watch):
    """Where a new session does not help, the next ones come ever later; where one has helped, the next is at once."""
    page = watch(bridge(BARS))
    times = page.evaluate(SIMULATE, [3_600, '() => 2_000', 0])
    assert times[0] <= 2
    assert [later - earlier for earlier, later in zip(times, times[1:])][:7] == [30, 60, 120, 240, 480, 600, 600]
    # Delay that builds up again within seconds was not helped.
    times = page.evaluate(SIMULATE, [300, '(second) => (second % 10 < 4 ? 0 : 2_000)', 0])
    assert len(times) <= 4
    # Two suspensions, with a minute between them.
    times = page.evaluate(SIMULATE, [100, '(second) => (second % 60 >= 10 && second % 60 < 13 ? 5_000 : 0)', 0])
    assert len(times) == 2, times
    # What was agreed on is no delay.
    assert page.evaluate(SIMULATE, [60, '() => 2_000', 1_000]) == []


def test_the_agreed_delay_is_known(bridge, watch):
    """The `clock` message may name the least delay that was negotiated, and need not."""
    page = watch(bridge(BARS))
    assert page.evaluate('''() => [{ minimumDelay: 400 }, {}, { minimumDelay: 'x' }, null].map((message) => {
      const clock = new MediaClock();
      clock.take(message);
      return clock.minimumDelay;
    })''') == [400, 0, 0, 0]


def test_firefox_measures_or_says_that_it_cannot(bridge, tmp_path):
    """Firefox tells RTP times or not; the page shows a figure or says so, never a wrong number."""
    profile = tmp_path / 'profile'
    profile.mkdir()
    server = bridge(BARS)
    firefox = Firefox(profile)
    try:
        firefox.open(server.address)
        shown = firefox.run('''
          const done = arguments[0];
          const cell = document.getElementById('latency');
          const note = cell.closest('div').querySelector('.note');
          const look = () => {
            if (/^[\\d.]+$/.test(cell.textContent) || note.textContent) {
              done({ latency: cell.textContent, note: note.textContent });
            } else setTimeout(look, 200);
          };
          look();
        ''')
    finally:
        firefox.close()
    print(json.dumps(shown, ensure_ascii=False))
    if shown['latency'] == '–':
        assert shown['note'] == 'not measurable here'
    else:
        assert float(shown['latency']) > 0
        assert 'p95' in shown['note']
