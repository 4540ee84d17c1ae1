"""Live tuning, and pointer and keys into the pipeline (`--control`)."""

from conftest import BARS, wait_for_state
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


def test_pointer(bridge, watch):
    """navigationtest paints a square where the mouse is pressed in the page."""
    server = bridge(
        'videotestsrc is-live=true pattern=black ! video/x-raw,format=I420,width=640,height=360,framerate=30/1'
        ' ! navigationtest ! identity', '--control')
    page = watch(server)
    page.wait_for_selector('#navigate')
    page.click('#navigate')
    box = page.locator('#video').bounding_box()
    scale = min(box['width'] / 640, box['height'] / 360)
    page.mouse.move(box['x'] + box['width'] / 2 - 160 * scale, box['y'] + box['height'] / 2 - 90 * scale)
    for _ in range(20):
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
