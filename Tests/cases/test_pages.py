"""What the page does and says: many tabs, a picture that needs a click, words for each state."""

import time

import pytest
from playwright.sync_api import TimeoutError

from camera import free_port
from conftest import BARS, until, wait_for_state
from media import sender
from pictures import frames

SMALL = 'videotestsrc is-live=true pattern=ball ! video/x-raw,width=160,height=120,framerate=10/1'
TABS = 30

# Refuses to play, as a phone does in its low-power mode, until the person clicks or presses a key.
REFUSE = '''
window.plays = 0;
let mayPlay = false;
for (const type of ['pointerdown', 'keydown']) {
  addEventListener(type, ({ isTrusted }) => { mayPlay ||= isTrusted; }, { capture: true });
}
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  plays++;
  if (mayPlay) return play.call(this);
  this.pause();
  return Promise.reject(new DOMException('no', 'NotAllowedError'));
};
addEventListener('loadedmetadata', ({ target }) => { if (!mayPlay) target.pause(); }, { capture: true });
'''


@pytest.fixture
def tabs(browser):
    """Opens tabs of one browser, which share its six connections."""
    context = browser.new_context(ignore_https_errors=True)

    def open_one(address):
        page = context.new_page()
        page.goto(address)
        return page

    yield open_one
    context.close()


@pytest.mark.case('32', 'The seventh tab')
def test_thirty_tabs(bridge, tabs):
    """Each is live within 3 s, follows Stop and Start within 1 s, and is gone from the viewers 1 s after it is closed."""
    server = bridge(SMALL)
    pages, waits = [], []
    for _ in range(TABS):
        begin = time.monotonic()
        pages.append(tabs(server.address))
        wait_for_state(pages[-1], 'live')
        waits.append(time.monotonic() - begin)
    # A busy machine may hold one of them up.
    assert sorted(waits)[-2] < 3 and max(waits) < 6, waits
    assert server.status()['viewers'] == TABS

    for command, state in (('stop', 'stopped'), ('start', 'live')):
        server.open(
            f'api/pipeline/{command}', data=b'{}', method='POST', headers={'Content-Type': 'application/json'}).close()
        begin = time.monotonic()
        for page in pages:
            wait_for_state(page, state)
        # Asking thirty pages takes a while by itself.
        assert time.monotonic() - begin < 5

    for page in pages[:3]:
        page.close(run_before_unload=True)
    begin = time.monotonic()
    while server.status()['viewers'] > TABS - 3:
        assert time.monotonic() - begin < 1, 'closed tabs are still viewers'
        time.sleep(0.05)


@pytest.mark.case('32-b', 'Tabs that wait')
def test_tabs_that_wait(bridge, tabs):
    """With TLS and a token too, tabs that have no session hear within 1 s that the source is there."""
    server = bridge(SMALL, '--tls', 'self', '--token', 'a-long-secret')
    pages = [tabs('about:blank') for _ in range(8)]
    for page in pages:
        # Without WebRTC there is no channel that could tell.
        page.add_init_script('delete window.RTCPeerConnection')
        page.goto(server.address)
        wait_for_state(page, 'refused')
    tabs(server.address).click('#stop')
    begin = time.monotonic()
    for page in pages:
        wait_for_state(page, 'stopped')
    assert time.monotonic() - begin < 2


@pytest.mark.case('33', 'Autoplay is refused')
def test_refused_play(bridge, open_page):
    """A button over the picture plays it, by pointer and by keys; no key stops the pipeline meanwhile."""
    server = bridge(BARS)
    for way in ('click', 'Enter', 'Space', 'Space without focus'):
        page = open_page(server.address, script=REFUSE)
        button = page.get_by_role('button', name='Play', exact=True)
        button.wait_for()
        wait_for_state(page, 'paused')
        assert page.inner_text('#state') == 'Paused'
        assert button.bounding_box()['height'] > 60
        if way == 'click':
            button.click()
        elif way == 'Space without focus':
            page.keyboard.press(' ')
        else:
            button.focus()
            page.keyboard.press(way)
        wait_for_state(page, 'live')
        frames(page, count=2)
        assert not button.is_visible()
        assert server.status()['state'] == 'live'


@pytest.mark.case('33-b', 'The browser pauses')
def test_paused_by_the_browser(bridge, watch):
    """A video that the browser pauses by itself is not called live, and a click on the picture plays it."""
    page = watch(bridge(BARS))
    page.evaluate('document.querySelector("#video").pause()')
    wait_for_state(page, 'paused')
    page.mouse.click(*(page.locator('#video').evaluate(
        '(video) => { const { x, y, width, height } = video.getBoundingClientRect(); return [x + width / 5, y + height / 5]; }')))
    wait_for_state(page, 'live')
    frames(page, count=2)


@pytest.mark.case('8', 'First picture after 10 s')
def test_words(bridge, watch):
    """What the page says of each status, in the page's own words."""
    page = watch(bridge(BARS))

    def said(state='live', showing=True, codec='H264', encoder=None, streams=None, **fields):
        video = {'name': 'video_0', 'kind': 'video', 'isShown': True}
        status = {
            'state': state, 'detail': '', 'streams': [video] if streams is None else streams,
            'renditions': [{'stream': 'video_0', 'codec': 'H264', 'encoder': encoder}], **fields}
        return page.evaluate('''([status, codec, showing]) => {
          const session = { phase: status.state === 'live' ? 'connected' : 'idle', codec };
          const view = { link: { state: 'open' }, status, session, showing, blocked: false };
          const { label, message, detail } = describeState(view);
          const notices = describeNotices(view).map(({ text }) => text);
          return [label, message, detail, ...notices].filter(Boolean).join(' | ').replaceAll('\\u00a0', ' ');
        }''', [status, codec, showing])

    assert said() == 'live'
    assert said('starting') == 'connecting | Starting the pipeline'
    assert said('starting', waitingFor='connecting to 127.0.0.1:8554') == (
        'connecting | Waiting for the source: connecting to 127.0.0.1:8554')
    assert said('retrying', retryIn=2.2, detail='no route', frames=9) == (
        'retrying | Source lost, retrying in 3 s | no route')
    assert said('retrying', retryIn=2.2, detail='no route', frames=0) == (
        'retrying | The source is not there yet, retrying in 3 s | no route')
    assert said('retrying', retryIn=2.2, detail='No such device.', waitingFor='the first data of v4l2src0') == (
        'retrying | Waiting for the first data of v4l2src0 | No such device. Trying again in 3 s')
    assert said(silentFor=12.4) == 'silent | Nothing has come for 12 s'
    assert said(silentFor=600) == 'silent | Nothing has come for 10 min'
    assert said(lateBy=2.34) == (
        'live | The source is 2.3 s late: add “queue leaky=downstream max-size-buffers=1” before the slow element')
    assert said(showing=False, encoder='x264enc') == 'connecting | Waiting for the first frame'
    assert said(showing=False) == 'connecting | Waiting for the source’s next key frame'
    video = {'name': 'video_0', 'kind': 'video', 'isShown': True, 'keyFrameInterval': 10}
    assert said(showing=False, streams=[video]) == 'connecting | Waiting for the source’s next key frame (every 10 s)'
    sound = {'name': 'audio_0', 'kind': 'audio', 'problem': 'no decoder for DTS'}
    assert said(streams=[video, sound]) == 'live | Audio cannot be shown: no decoder for DTS'
    silent = {'name': 'audio_0', 'kind': 'audio', 'isSilent': True}
    assert said(streams=[video, silent]) == 'live | Audio: nothing has come of audio_0'
    second = {'name': 'video_1', 'kind': 'video', 'isShown': False}
    assert page.evaluate('(streams) => describeChoice({ streams })', [video, second]) == (
        'shows video_0 · not shown: video_1')
    assert page.evaluate('(streams) => describeChoice({ streams })', [video, sound]) == ''


@pytest.mark.case('18-b', 'A source that is late')
def test_late_source(bridge, watch):
    """A branch that blocks makes the source late, ever more; no new session would help, and none is made."""
    page = watch(bridge(f'{SMALL} ! tee name=t ! queue t. ! identity sleep-time=400000 ! fakesink sync=false'))
    page.wait_for_function('() => Number(document.querySelector("#latency").textContent) > 4_000', timeout=20_000)
    assert page.evaluate('peers.length') == 1
    assert page.evaluate('document.body.dataset.state') == 'live'


@pytest.mark.case('8-b', 'A key frame is waited for')
def test_next_key_frame(bridge, open_page):
    """Of a stream that is passed on, the page says that the source's next key frame is waited for."""
    # Its encoder takes no wishes: the event that asks for a key frame ends at the filter of a payloader's caps.
    port = free_port()
    camera = sender(
        f'{BARS.replace(" ! identity", "")} ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=150'
        f' ! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 ! udpsink host=127.0.0.1 port={port}')
    try:
        server = bridge(
            f'udpsrc address=127.0.0.1 port={port} caps=application/x-rtp,media=video,encoding-name=H264,clock-rate=90000')
        # One of them comes between two key frames.
        for _ in range(3):
            page = open_page(server.address)
            try:
                page.wait_for_function(
                    '() => /the source’s next key frame/.test(document.querySelector(".overlay").innerText)', timeout=6_000)
                break
            except TimeoutError:
                page.close()
        else:
            raise AssertionError('the page never said what it waits for')
    finally:
        camera.kill()
        camera.wait()


@pytest.mark.case('26', 'Sound that is announced and never comes')
def test_sound_that_joins(bridge, watch):
    """Sound that comes later reaches the open page; its picture goes on without a gap and without a reload."""
    port = free_port()
    server = bridge(
        f'{BARS} udpsrc address=127.0.0.1 port={port}'
        ' caps=application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0')
    page = watch(server)
    assert not page.is_visible('#sound')
    page.evaluate('''() => {
      const video = document.querySelector('#video');
      window.marker = true;
      window.gaps = [];
      window.emptied = 0;
      video.addEventListener('emptied', () => emptied++);
      let last = null;
      const frame = (now) => {
        if (last) gaps.push(now - last);
        last = now;
        video.requestVideoFrameCallback(frame);
      };
      video.requestVideoFrameCallback(frame);
    }''')
    camera = sender(
        'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay'
        f' ! udpsink host=127.0.0.1 port={port}')
    try:
        page.wait_for_selector('#sound', state='visible')
        until(page, lambda: server.status()['viewers'] == 1)
        # One new session for one new stream.
        page.wait_for_timeout(1_500)
        assert page.evaluate('marker && emptied === 0')
        assert max(page.evaluate('gaps')) < 1_000
        assert page.evaluate('peers.length') == 2
        wait_for_state(page, 'live')
        frames(page, count=2)
    finally:
        camera.kill()
        camera.wait()
