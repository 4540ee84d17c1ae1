"""A browser that is suspended (SIGSTOP, as a laptop's lid does) loses its own frames and nobody else's."""

import os
import signal
import uuid
from pathlib import Path

import pytest

from conftest import BARS, FEW, received, wait_for_state
from pictures import frames


def processes(mark):
    """A browser's first process, which carries the mark, and all below it."""
    parents, marked = {}, []
    for entry in Path('/proc').iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parents[int(entry.name)] = int((entry / 'stat').read_text().rpartition(')')[2].split()[1])
            if mark in (entry / 'cmdline').read_text():
                marked.append(int(entry.name))
        except OSError:
            continue  # It has just ended.
    found = set(marked)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@pytest.fixture
def other_browser(browser):
    """Another Chromium, and the mark by which its processes are known."""
    mark = f'--mark={uuid.uuid4()}'
    sandbox = ['--no-sandbox'] if os.geteuid() == 0 else []
    other = browser.browser_type.launch(
        executable_path=os.environ.get('CHROMIUM', '/usr/bin/chromium'), args=[*sandbox, mark])
    yield other, mark
    other.close()


def test_stopped_browser(bridge, watch, other_browser):
    other, mark = other_browser
    server = bridge(BARS)
    steady = watch(server)
    page = other.new_page()
    page.add_init_script(path=Path(__file__).parent / 'observe.js')
    page.goto(server.address)
    wait_for_state(page, 'live')
    server.until(lambda status: status['viewers'] == 2)
    before = received(steady)

    stopped = processes(mark)
    assert len(stopped) > 1
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        pictures = frames(steady, count=2, step=120)
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)
    assert pictures[1].presented > pictures[0].presented
    after = received(steady)
    assert after['framesDecoded'] >= before['framesDecoded'] + 120
    assert after['pliCount'] == before['pliCount']
    assert after['packetsLost'] <= before['packetsLost'] + FEW

    frames(page, count=10)
    wait_for_state(page, 'live')
    assert server.status()['viewers'] == 2
    assert received(steady)['packetsLost'] <= FEW
