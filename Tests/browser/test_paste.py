"""`bridge paste`: descriptions by copy and paste between a terminal and a page from disk, no port opened."""

import re
import subprocess

import pytest

from conftest import BARS, received, wait_for_state
from pictures import frames
from program import REPOSITORY, Program
from terminal import Terminal, listening_sockets

PAGE = (REPOSITORY / 'web/paste.html').as_uri()


@pytest.fixture
def terminal():
    """`bridge paste` in a terminal; at the end Ctrl-C must end it, in time and with exit code 0."""
    program = Terminal('paste', BARS)
    yield program
    program.finish()


@pytest.fixture
def page(open_page):
    """The page from disk."""
    return open_page(PAGE)


def filled(page, box):
    """What a box holds, once something is in it."""
    page.wait_for_function('(box) => document.querySelector(box).value !== ""', arg=box, timeout=10_000)
    return page.input_value(box)


def answer_offer(page, terminal, bracketed):
    """Carries the terminal's offer to the page, and the page's answer back."""
    page.fill('#offer-in', terminal.description())
    terminal.paste(filled(page, '#answer-out'), bracketed)


@pytest.mark.parametrize('bracketed', [True, False], ids=['bracketed', 'plain'])
def test_terminal_offers(terminal, page, bracketed):
    """The terminal's offer, answered in the page: live, nothing listens, Ctrl-C is told to the page."""
    answer_offer(page, terminal, bracketed)
    wait_for_state(page, 'live')
    assert frames(page)[0].width == 640
    terminal.expect('Connected')
    assert listening_sockets(terminal.process.pid) == []

    assert terminal.interrupt() == 0
    wait_for_state(page, 'closing')
    page.wait_for_function(
        '() => document.querySelector("#overlay-message").textContent.includes("The program has ended")',
        timeout=10_000)


def test_transport_over_the_control_channel(terminal, page):
    """Stop and Start work without a server, in one connection."""
    answer_offer(page, terminal, bracketed=True)
    wait_for_state(page, 'live')
    page.click('#stop')
    wait_for_state(page, 'stopped')
    count = received(page)['framesDecoded']
    page.click('#start')
    wait_for_state(page, 'live')
    frames(page, count=2)
    assert received(page)['framesDecoded'] > count
    assert page.evaluate('peers.at(-1).history') == ['connecting', 'connected']
    assert int(page.inner_text('#frames')) > 0


@pytest.mark.parametrize('bracketed', [True, False], ids=['bracketed', 'plain'])
def test_page_offers(terminal, page, bracketed):
    """An offer of the page, pasted in the terminal, is recognised and answered."""
    terminal.description()
    page.click('#make-offer')
    terminal.paste(filled(page, '#offer-out'), bracketed)
    page.fill('#answer-in', terminal.description())
    wait_for_state(page, 'live')
    frames(page, count=2)
    page.wait_for_function('() => !document.querySelector("#stop").disabled', timeout=10_000)


def test_rubbish_is_refused_and_asked_for_again(terminal, page):
    """What is no description is named as such, and the offer stays good."""
    offer = terminal.description()
    terminal.paste('hello world\n')
    terminal.expect('Paste again')
    page.fill('#offer-in', offer)
    terminal.paste(filled(page, '#answer-out'))
    wait_for_state(page, 'live')


def test_script(page):
    """An offer on standard input: one answer on standard output and nothing else; it ends with its viewer."""
    page.click('#make-offer')
    offer = filled(page, '#offer-out')
    program = Program('paste', BARS, stdin=subprocess.PIPE)
    try:
        program.process.stdin.write(offer)
        program.process.stdin.close()
        answer = ''
        # An empty line follows a description.
        while (line := program.stdout.next()).strip():
            answer += line
        page.fill('#answer-in', answer)
        wait_for_state(page, 'live')
        frames(page, count=2)
        assert listening_sockets(program.process.pid) == []
        page.close()
        assert program.wait() == 0
        out = program.stdout.text().strip().splitlines()
        assert out[0] == 'v=0'
        assert [line for line in out if not re.match(r'[a-z]=', line)] == []
        assert out.count('v=0') == 1
    finally:
        program.finish()
