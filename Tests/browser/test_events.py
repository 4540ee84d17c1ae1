"""What elements say, in the page and for scripts; what programs post."""

import json
import urllib.request

from conftest import BARS, until, wait_for_state
from test_overlay import WATCH, environment, finder  # noqa: F401


def post(server, **metadata):
    request = urllib.request.Request(
        f'{server.address}api/metadata', json.dumps(metadata).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.status


def test_list(finder, watch):  # noqa: F811
    """Events come in the page, the newest first; they are paused, filtered, and never markup."""
    page = watch(finder('regions=0 events=1 bytes=20', rate=10))
    page.wait_for_selector('#events')
    page.click('#events > summary')
    page.wait_for_function('() => document.querySelectorAll("#event-list li").length > 5')
    numbers = page.evaluate('''() => [...document.querySelectorAll("#event-list li code")]
      .map((code) => JSON.parse(code.textContent).number)''')
    assert numbers == sorted(numbers, reverse=True)
    assert '<<<<' in page.inner_text('#event-list li code')
    page.click('#pause-events')
    first = page.inner_text('#event-list li code')
    count = int(page.inner_text('#event-count'))
    page.wait_for_function('(count) => Number(document.querySelector("#event-count").textContent) > count + 8', arg=count)
    assert page.inner_text('#event-list li code') == first
    page.fill('#event-filter', 'nothing-has-this')
    assert page.locator('#event-list li').count() == 0


def test_flood(finder, watch):  # noqa: F811
    """10,000 events a second, each with 1,000 bytes: the page says how many were dropped, and the picture goes on."""
    server = finder('regions=0 events=340 bytes=1000')
    page = watch(server)
    page.wait_for_selector('#events')
    page.click('#events > summary')
    status = server.until(lambda status: status['metadata']['droppedMessages'] > 5000)
    shown = page.evaluate('document.querySelector("#video").getVideoPlaybackQuality().totalVideoFrames')
    page.wait_for_function(
        '(shown) => document.querySelector("#video").getVideoPlaybackQuality().totalVideoFrames > shown + 30', arg=shown)
    assert status['metadata']['events'] < 5000
    wait_for_state(page, 'live')


def test_losses_are_seen_without_regions(finder, watch):  # noqa: F811
    """What was dropped is told by both panels, with the kinds of it, though there is no region."""
    server = finder('regions=0 events=20 bytes=100')
    page = watch(server)
    page.wait_for_function(
        '() => /^\\d+ dropped \\(.*messages \\d/.test(document.querySelector("#detections-dropped").textContent)')
    assert page.is_visible('#detections-dropped')
    page.wait_for_function('() => /^\\d+ dropped$/.test(document.querySelector("#events-dropped").textContent)')
    assert page.is_visible('#events-dropped')
    assert server.status()['metadata']['regions'] == 0


def test_long_events(finder, watch):  # noqa: F811
    """A row shows the beginning of a long text, and copying gives all of it."""
    page = watch(finder('regions=0 events=1 bytes=5000', rate=10), permissions=['clipboard-read', 'clipboard-write'])
    page.wait_for_selector('#events')
    page.click('#events > summary')
    page.wait_for_selector('#event-list li')
    page.click('#pause-events')
    lengths = page.evaluate('[...document.querySelectorAll("#event-list code")].map((code) => code.textContent.length)')
    assert max(lengths) <= 301
    page.click('#copy-events')
    page.wait_for_function('() => document.querySelector("#copy-events").textContent === "Copied"')
    copied = page.evaluate('navigator.clipboard.readText()')
    assert all(len(line) > 5000 for line in copied.split('\n'))


def test_memory_of_events_is_bounded(bridge, watch):
    """However long they are, the texts that the page keeps are a million letters at most."""
    page = watch(bridge(BARS), permissions=['clipboard-read', 'clipboard-write'])
    page.evaluate('''() => {
      window.list = new EventList({ write: (write) => write() });
      const content = 'x'.repeat(30_000);
      for (let number = 0; number < 400; number++) list.take({ number, date: 0, element: 'one', name: 'two', content });
      list.root.querySelector('#copy-events').click();
    }''')
    page.wait_for_function('() => list.root.querySelector("#copy-events").textContent === "Copied"')
    assert 900_000 < page.evaluate('navigator.clipboard.readText().then((text) => text.length)') < 1_100_000


def test_posted_regions(bridge, watch):
    """A program's regions of the newest frame are drawn at once and hold for half a second."""
    server = bridge(BARS)
    page = watch(server, script=WATCH)
    page.evaluate('observeOverlay()')
    label = '<img src=x onerror=alert(1)>'
    page.evaluate('''() => {
      window.texts = [];
      const fillText = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        texts.push(text);
        return fillText.call(this, text, ...rest);
      };
    }''')
    regions = [{'x': 0.25, 'y': 0.25, 'width': 0.5, 'height': 0.5, 'label': label, 'confidence': 0.9}]
    # The page's channel for them may not be open yet.
    def is_drawn():
        assert post(server, regions=regions, source='test') == 204
        return page.evaluate('texts.length > 5')

    until(page, is_drawn)
    assert set(page.evaluate('texts')) == {f'{label} 90\u00a0%'}
    page.wait_for_selector('#detections')
    page.click('#detections > summary')
    assert page.inner_text('.labels label').strip() == label
    page.wait_for_function('(count) => overlays.empty > count', arg=page.evaluate('overlays.empty'))
    # Switched off, nothing is drawn.
    page.keyboard.press('b')
    count = page.evaluate('texts.length')
    assert post(server, regions=regions) == 204
    page.wait_for_function('(count) => overlays.empty > count + 20', arg=page.evaluate('overlays.empty'))
    assert page.evaluate('texts.length') == count
