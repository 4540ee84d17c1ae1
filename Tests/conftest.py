"""Fixtures: the program, the browser, and pages that tell of every error in them."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from camera import PICTURE, Camera
from lossy import LossyRelay
from program import Server

HERE = Path(__file__).resolve().parent / 'browser'
OUTPUT = HERE / 'output'
BARS = (
    'videotestsrc is-live=true pattern=smpte horizontal-speed=8'
    ' ! video/x-raw,width=640,height=360,framerate=30/1 ! identity')


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Lets fixtures know, at their end, whether the test has failed."""
    report = yield
    if report.when == 'call':
        item.stash[failed] = report.failed
    return report


failed = pytest.StashKey[bool]()


def pytest_addoption(parser):
    parser.addoption('--table', action='store_true', help='print a table of the cases and their outcomes')


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Hands the marks of a test to its report, which the summary reads."""
    yield
    for item in items:
        if mark := item.get_closest_marker('case'):
            item.user_properties.append(('case', mark.args))


def pytest_terminal_summary(terminalreporter, config):
    """Prints one row per case: it passes if each of its tests does."""
    if not config.getoption('--table'):
        return
    cases = {}
    for outcome in ('passed', 'failed', 'error', 'skipped'):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in report.user_properties:
                if name == 'case':
                    cases.setdefault(tuple(value), []).append(outcome)
    terminalreporter.section('cases')
    for (number, title), outcomes in sorted(cases.items(), key=lambda row: (int(row[0][0].split('-')[0]), row[0])):
        passed = outcomes.count('passed')
        terminalreporter.line(f'{number:>5}  {passed:>3} of {len(outcomes):<3}  {title}')


@pytest.fixture
def bridge():
    """Starts `bridge serve`; at the end each must stop at SIGINT, in time and with exit code 0."""
    programs = []

    def start(pipeline, *options, port=0):
        programs.append(Server(pipeline, *options, port=port))
        return programs[-1]

    yield start
    errors = []
    for program in programs:
        try:
            program.finish()
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]


@pytest.fixture(scope='session')
def playwright():
    """There can be one in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope='session')
def browser(playwright):
    """One Chromium for all tests."""
    sandbox = ['--no-sandbox'] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(
        executable_path=os.environ.get('CHROMIUM', '/usr/bin/chromium'), args=sandbox)
    yield browser
    browser.close()


@pytest.fixture(scope='session')
def strangers(playwright):
    """A Chromium to which every name under .example is this machine: what a stranger's DNS can do."""
    sandbox = ['--no-sandbox'] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(
        executable_path=os.environ.get('CHROMIUM', '/usr/bin/chromium'),
        args=['--host-resolver-rules=MAP *.example 127.0.0.1', *sandbox])
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser, request):
    """Opens pages, each in a context of its own. Errors of a page fail the test, a failed test is photographed."""
    pages = []
    errors = []

    def note(message):
        if 'Content Security Policy' in message.text:
            errors.append(message.text)

    def open_one(address, script='', **options):
        context = browser.new_context(**options)
        page = context.new_page()
        pages.append(page)
        page.on('pageerror', lambda error: errors.append(str(error)))
        page.on('console', note)
        page.add_init_script(path=HERE / 'observe.js')
        if script:
            page.add_init_script(script)
        page.goto(address)
        return page

    yield open_one
    for number, page in enumerate(pages):
        if not page.is_closed() and request.node.stash.get(failed, False):
            OUTPUT.mkdir(exist_ok=True)
            page.screenshot(path=OUTPUT / f'{request.node.name}-{number}.png')
        page.context.close()
    assert not errors


@pytest.fixture
def watch(open_page):
    """Opens a bridge's page and waits until it is live."""

    def watch_one(server, **options):
        page = open_page(server.address, **options)
        wait_for_state(page, 'live')
        return page

    return watch_one


@pytest.fixture
def rtsp():
    """Starts RTSP servers, as network cameras are: `rtsp(launch)` returns one that serves `address`."""
    cameras = []

    def start(launch=PICTURE, port=None, credentials=()):
        cameras.append(Camera(launch, port, credentials))
        return cameras[-1]

    yield start
    for camera in cameras:
        camera.kill()


@pytest.fixture
def relay():
    """A network for one page's media."""
    relay = LossyRelay()
    yield relay
    relay.close()


@pytest.fixture
def watch_through(open_page, relay):
    """The same, with the media going through the relay."""

    def watch_one(server, **options):
        page = open_page('about:blank', **options)
        relay.through(page)
        page.goto(server.address)
        wait_for_state(page, 'live')
        return page

    return watch_one


def wait_for_state(page, word, deadline=20):
    """Waits until the monitor says `word`."""
    page.wait_for_function('word => document.body.dataset.state === word', arg=word, timeout=deadline * 1000)


def wait_for_text(page, selector, text, deadline=10):
    """Waits until an element says exactly this."""
    page.wait_for_function(
        '([selector, text]) => document.querySelector(selector).textContent === text',
        arg=[selector, text], timeout=deadline * 1000)


def until(page, condition, deadline=15):
    """Waits for what no event tells of."""
    for _ in range(10 * deadline):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError('it never came')


# Packets that a browser without time may lose by itself; a gap of ours is a picture's, or all that follow.
FEW = 10


def received(page, kind='video'):
    """What the page's newest peer connection says of the stream that it receives."""
    return page.evaluate('''async (kind) => {
      const report = await window.peers.at(-1).getStats();
      return [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === kind) ?? null;
    }''', kind)
