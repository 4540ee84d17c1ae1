"""Start, Stop, the end of a file, and starting over."""

from conftest import BARS, received, wait_for_state
from media import clip
from pictures import frames


def connections(page):
    """The states of every peer connection that the page has ever made."""
    return page.evaluate('peers.map(({ history }) => history)')


def decoded(page):
    return received(page)['framesDecoded']


def test_stop_and_start_for_everybody(bridge, watch):
    """Stop in one page stops the other too, Start in the other brings both back, within their first sessions."""
    server = bridge(BARS)
    first, second = watch(server), watch(server)

    first.click('#stop')
    for page in (first, second):
        wait_for_state(page, 'stopped')
        assert page.inner_text('#overlay-message') == 'Stopped'
        assert page.inner_text('#state') == 'Stopped'
        assert page.locator('#start').is_enabled()
        assert page.locator('#stop').is_disabled()
    events = server.statuses()
    stopped = next(events)
    counts = [decoded(page) for page in (first, second)]
    for _ in range(2):
        status = next(events)
        assert (status['state'], status['frames'], status['viewers']) == ('stopped', stopped['frames'], 2)
    events.close()
    assert [decoded(page) for page in (first, second)] == counts

    second.click('#start')
    for page, count in zip((first, second), counts):
        wait_for_state(page, 'live')
        assert page.inner_text('#overlay-message') == ''
        frames(page, count=2)
        assert decoded(page) > count
        assert connections(page) == [['connecting', 'connected']]
    assert server.until(lambda status: status['frames'] > stopped['frames'])['viewers'] == 2


def test_figures_and_keys(bridge, watch):
    """The space bar and `k` stop and start; frames, rate, drops and running time are those of the status."""
    server = bridge(BARS)
    page = watch(server)
    page.wait_for_function('() => Math.abs(Number.parseFloat(document.querySelector("#rate").textContent) - 30) < 6')
    assert page.inner_text('#rate').endswith(' fps')
    page.wait_for_function('() => /^0:0\\d:(0[2-9]|[1-5]\\d)$/.test(document.querySelector("#running").textContent)')
    assert int(page.inner_text('#frames-dropped')) >= 0
    assert 0 < int(page.inner_text('#frames')) <= server.status()['frames']
    page.locator('body').press('k')
    wait_for_state(page, 'stopped')
    page.wait_for_function('() => document.querySelector("#running").textContent === "–"')
    page.wait_for_function('() => document.querySelector("#rate").textContent === "0.0 fps"')
    page.evaluate('document.activeElement.blur()')
    page.locator('body').press(' ')
    wait_for_state(page, 'live')
    page.wait_for_function('() => /^0:0\\d:/.test(document.querySelector("#running").textContent)')
    # A key that is held down is one press, and with Ctrl it is the browser's.
    page.evaluate('''() => {
      for (const options of [{ key: 'k', repeat: true }, { key: 'k', ctrlKey: true }]) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...options }));
      }
    }''')
    assert server.status()['state'] == 'live'


def test_end_of_file(bridge, watch, tmp_path):
    """At the end of a file the page says so, and the program ends with exit code 0."""
    server = bridge(clip(tmp_path / 'short.mkv', frames=300))
    page = watch(server)
    assert server.wait(30) == 0
    page.wait_for_function("() => states.includes('ended')")


def test_loop(bridge, watch, tmp_path):
    """With --loop the picture goes on beyond the end of the file, in the same session."""
    server = bridge(clip(tmp_path / 'short.mkv', frames=60), '--loop')
    page = watch(server)
    server.until(lambda status: status['frames'] > 150)
    frames(page, count=2)
    wait_for_state(page, 'live')
    assert connections(page) == [['connecting', 'connected']]
