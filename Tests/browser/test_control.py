"""Live tuning, and pointer and keys into the pipeline (`--control`)."""

import json
import subprocess
import urllib.request

import pytest

from conftest import BARS, wait_for_state, wait_for_text
from pictures import frames

PIPELINE = (
    'videotestsrc is-live=true name=source pattern=black ! video/x-raw,format=I420,width=640,height=360,framerate=30/1'
    ' ! videobalance name=balance ! identity')


def until_mean(page, condition):
    for _ in range(40):
        (picture,) = frames(page)
        if condition(picture.mean()):
            return
    raise AssertionError(f'the picture never became as wanted; the last mean was {picture.mean()}')


def test_tuning(bridge, watch):
    """A list and a slider change the picture for everybody at once, and the pipeline's line says so."""
    server = bridge(PIPELINE, '--control')
    first, second = watch(server), watch(server)
    first.wait_for_selector('#tuning')
    first.click('#tuning > summary')
    first.select_option('#tune-source-pattern', 'white')
    for page in (first, second):
        until_mean(page, lambda mean: min(mean) > 200)
    second.click('#tuning > summary')
    second.wait_for_function('() => document.querySelector("#tune-source-pattern").value === "white"')
    second.locator('#tune-balance-brightness').fill('-1')
    for page in (first, second):
        until_mean(page, lambda mean: max(mean) < 60)
        page.wait_for_function('() => /brightness=-1/.test(document.querySelector("#pipeline").textContent)')
    assert 'name=source pattern=white' in first.inner_text('#pipeline')
    assert first.locator('#tune-source-name').count() == 0


def open_tuning(page):
    page.wait_for_selector('#tuning')
    page.click('#tuning > summary')
    page.wait_for_selector('#tune-balance-brightness')


def value(server, element, name):
    with server.open('api/elements') as response:
        properties = next(one for one in json.load(response) if one['name'] == element)['properties']
    return next(one for one in properties if one['name'] == name)['value']


def set_value(server, **change):
    request = urllib.request.Request(
        f'{server.base}api/elements', json.dumps(change).encode(), {'Content-Type': 'application/json'})
    urllib.request.urlopen(request, timeout=5).close()


def test_a_drag_keeps_its_slider(bridge, watch):
    """Statuses come while a slider is dragged; it stays the same element, and the last value is the one that counts."""
    server = bridge(PIPELINE, '--control')
    page = watch(server)
    # The first request takes longest: without any order its value would come last.
    page.evaluate('''() => {
      window.arrived = [];
      let first = true;
      const plainFetch = window.fetch;
      window.fetch = async (address, options) => {
        if (options?.method !== 'POST') return plainFetch(address, options);
        if (first) {
          first = false;
          await new Promise((resolve) => setTimeout(resolve, 1_500));
        }
        arrived.push(JSON.parse(options.body).value);
        return plainFetch(address, options);
      };
    }''')
    open_tuning(page)
    slider = page.locator('#tune-balance-brightness')
    slider.scroll_into_view_if_needed()
    slider.evaluate('(slider) => { window.slider = slider; }')
    box = slider.bounding_box()
    x, y = box['x'] + box['width'] / 2, box['y'] + box['height'] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 25):
        page.mouse.move(x + step, y)
        page.wait_for_timeout(50)
    page.mouse.up()
    assert page.evaluate('slider.isConnected')
    last = float(slider.input_value())
    assert last > 0.1
    page.wait_for_function('(last) => arrived.at(-1) === last', arg=last)
    # More than the first request was held back.
    page.wait_for_timeout(1_500)
    assert page.evaluate('arrived.at(-1)') == last
    assert value(server, 'balance', 'brightness') == pytest.approx(last)
    assert page.evaluate('arrived.length') < 24


def test_what_a_person_has_in_hand_stays(bridge, watch):
    """Somebody else changes something while a text is half typed; when the focus goes, all is as the pipeline has it."""
    server = bridge(PIPELINE.replace('! identity', '! textoverlay name=words text=old ! identity'), '--control')
    page = watch(server)
    open_tuning(page)
    box = page.locator('#tune-words-text')
    box.click()
    page.keyboard.press('End')
    page.keyboard.type('er')
    set_value(server, element='words', property='text', value='theirs')
    set_value(server, element='balance', property='brightness', value=0.5)
    page.wait_for_function('() => document.querySelector("#tune-balance-brightness").value === "0.5"')
    assert box.input_value() == 'older'
    assert box.evaluate('(box) => box === document.activeElement')
    box.evaluate('(box) => { box.value = "theirs"; box.blur(); }')
    page.wait_for_function('() => document.querySelector("#tune-words-text").value === "theirs"')


def test_an_emptied_box_sets_nothing(bridge, watch):
    """No number is not 0, and the page says so."""
    server = bridge(PIPELINE.replace('! identity', '! textoverlay name=line color=4000000 ! identity'), '--control')
    page = watch(server)
    open_tuning(page)
    box = page.locator('#tune-line-color')
    box.fill('')
    box.press('Enter')
    wait_for_text(page, '#tuning-problem', 'line: color takes a number')
    box.blur()
    page.wait_for_function('() => document.querySelector("#tune-line-color").value === "4000000"')
    assert value(server, 'line', 'color') == 4_000_000


def test_a_refusal_is_shown(bridge, watch):
    """Why something was not changed stands in the page, until something is."""
    page = watch(bridge(PIPELINE, '--control'))
    open_tuning(page)
    page.locator('#tune-balance-brightness').evaluate('(slider) => { slider.max = 9; }')
    page.fill('#tune-balance-brightness', '5')
    page.wait_for_function('() => /^balance: brightness takes/.test(document.querySelector("#tuning-problem").textContent)')
    assert page.is_visible('#tuning-problem')
    page.wait_for_function('() => document.querySelector("#tune-balance-brightness").value === "0"')
    page.fill('#tune-balance-brightness', '0.5')
    page.wait_for_function('() => document.querySelector("#tuning-problem").hidden')


def test_elements_of_a_new_program(bridge, watch):
    """A program that took the place of another one is asked what it has, though its revision is the same."""
    server = bridge(PIPELINE, '--control')
    page = watch(server)
    open_tuning(page)
    server.kill()
    wait_for_state(page, 'offline')
    bridge(PIPELINE.replace('name=balance', 'name=other'), '--control', port=server.port)
    wait_for_state(page, 'live')
    page.wait_for_selector('#tune-other-brightness')
    assert page.locator('#tune-balance-brightness').count() == 0


# What goes out over control channels, of pointer and keys.
SENT = '''
window.navigated = [];
const plainSend = RTCDataChannel.prototype.send;
RTCDataChannel.prototype.send = function (text) {
  const { type, ...event } = JSON.parse(text);
  if (type === 'navigate') navigated.push(event);
  return plainSend.call(this, text);
};
'''


@pytest.fixture
def interact(bridge, watch):
    """Opens a page that sends pointer and keys; gives it, and the middle of its picture and the picture's width there."""

    def open_one(**options):
        page = watch(bridge(BARS, '--control'), script=SENT, **options)
        page.wait_for_selector('#navigate')
        page.click('#navigate')
        # Events go over the control channel, which opens after the first picture has come, or before.
        page.wait_for_function('() => messages.some(({ type }) => type === "clock")')
        box = page.locator('#video').bounding_box()
        scale = min(box['width'] / 640, box['height'] / 360)
        return page, box['x'] + box['width'] / 2, box['y'] + box['height'] / 2, 640 * scale

    return open_one


def take(page, *events, without=('move', 'touch-move')):
    """Waits for these events, and takes them."""
    page.wait_for_function('''([count, without]) => {
      window.navigated = navigated.filter(({ event }) => !without.includes(event));
      return navigated.length >= count;
    }''', arg=[len(events), list(without)])
    taken = page.evaluate('navigated.splice(0)')
    assert [one['event'] for one in taken] == list(events), taken
    return taken


def test_a_release_outside_of_the_picture(interact):
    """A button that is let go beside the picture is let go in the pipeline, at the picture's edge."""
    page, x, y, width = interact(viewport={'width': 1200, 'height': 700})
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.down(button='right')
    page.mouse.move(x + 20, 5)
    page.mouse.up()
    page.mouse.up(button='right')
    events = take(page, 'press', 'press', 'release', 'release')
    assert [one['button'] for one in events] == [1, 3, 1, 3]
    assert events[0]['x'] == pytest.approx(0.5, abs=0.01)
    assert all(one['y'] == 0 for one in events[2:])
    # What went down elsewhere is none of the picture's.
    page.mouse.move(5, 5)
    page.mouse.down()
    page.mouse.move(x, y)
    page.mouse.up()
    page.mouse.wheel(0, 120)
    (scroll,) = take(page, 'scroll')
    assert (scroll['deltaX'], scroll['deltaY']) == (0, -120)


def test_keys(interact):
    """Keys go by the names of their keysyms, and none of them means anything to the page; Escape ends it."""
    page, *_ = interact()
    page.keyboard.press('k')
    page.keyboard.press('ArrowLeft')
    page.keyboard.press('#')
    page.keyboard.down('x')
    # Still down when it ends.
    page.keyboard.press('Escape')
    events = take(page, *['key-down', 'key-up'] * 4)
    assert [one['key'] for one in events[::2]] == ['k', 'Left', 'U0023', 'x']
    assert page.evaluate('document.body.dataset.state') == 'live'
    assert page.get_attribute('#navigate', 'aria-pressed') == 'false'


def test_touches(interact):
    """Each finger has the lowest number that is free; a gesture of the browser's cancels all."""
    page, x, y, width = interact(has_touch=True)
    session = page.context.new_cdp_session(page)

    def touch(kind, *fingers):
        session.send('Input.dispatchTouchEvent', {
            'type': kind, 'touchPoints': [{'x': x + 30 * finger, 'y': y, 'id': finger} for finger in fingers]})

    touch('touchStart', 1)
    touch('touchStart', 1, 2)
    touch('touchEnd', 1)
    touch('touchStart', 1, 2)
    touch('touchCancel')
    touch('touchStart', 3)
    touch('touchEnd')
    events = take(page, 'touch-down', 'touch-down', 'touch-up', 'touch-down', 'touch-cancel', 'touch-down', 'touch-up')
    assert [one.get('identifier') for one in events] == [0, 1, 0, 0, None, 0, 0]


def test_pointer(bridge, watch):
    """navigationtest paints a square where the mouse is pressed in the page."""
    server = bridge(
        'videotestsrc is-live=true pattern=black ! video/x-raw,format=I420,width=640,height=360,framerate=30/1'
        ' ! navigationtest ! identity', '--control')
    page = watch(server)
    page.wait_for_selector('#navigate')
    page.click('#navigate')
    for _ in range(20):
        # The picture grows and shrinks with the figures below it.
        box = page.locator('#video').bounding_box()
        scale = min(box['width'] / 640, box['height'] / 360)
        page.mouse.move(box['x'] + box['width'] / 2 - 160 * scale, box['y'] + box['height'] / 2 - 90 * scale)
        page.mouse.down()
        page.mouse.up()
        pictures = frames(page, count=3)
        if any(max(picture.pixel(160, 90)) > 100 for picture in pictures):
            break
    else:
        raise AssertionError('no square was painted')
    assert max(pictures[-1].pixel(480, 270)) < 60


def test_nothing_without_the_flag(bridge, watch):
    page = watch(bridge(BARS))
    wait_for_state(page, 'live')
    assert page.locator('#tuning').is_hidden()
    assert page.locator('#navigate').is_hidden()


NASTY = [
    "x'; touch pwned; '", '$(touch pwned)`touch pwned`', '!! "quoted" \\ \\n', 'two\nlines\r\n', '\u202eüber \x9b\x1b]52;c;A\x07',
    "'\\''", '-', '',
]


def test_what_is_copied_is_one_command(bridge, open_page, tmp_path):
    """Shells read what the page copies as `bridge` and one word, which is the pipeline with whatever others have typed."""
    server = bridge("videotestsrc is-live=true ! textoverlay name=words text='it is mine' ! identity", '--control')
    page = open_page(server.address, permissions=['clipboard-read', 'clipboard-write'])
    wait_for_state(page, 'live')
    (tmp_path / 'bridge').write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    (tmp_path / 'bridge').chmod(0o755)
    for text in NASTY:
        set_value(server, element='words', property='text', value=text)
        assert value(server, 'words', 'text') == text
        shown = server.status()['pipeline']
        page.wait_for_function('(shown) => document.querySelector("#pipeline").title === shown', arg=shown)
        command = page.text_content('#pipeline')
        for shell in ('sh', 'bash'):
            done = subprocess.run(
                [shell, '-c', command], capture_output=True, cwd=tmp_path, timeout=10,
                env={'PATH': f'{tmp_path}:/usr/bin:/bin'})
            assert done.stdout.decode().split('\0') == [shown, ''], done
    assert not (tmp_path / 'pwned').exists()
    page.click('#copy-pipeline')
    page.wait_for_function('() => document.querySelector("#copy-pipeline").textContent === "Copied"')
    assert page.evaluate('navigator.clipboard.readText()') == command
