"""A page outlives the program."""

from conftest import BARS, wait_for_state
from pictures import frames


def test_program_killed_and_started_again(bridge, watch):
    """The page of a program that was killed is live again by itself when the program runs again."""
    server = bridge(BARS)
    page = watch(server)
    page.evaluate('window.marker = true')
    server.kill()
    wait_for_state(page, 'offline')
    again = bridge(BARS, port=server.port)
    wait_for_state(page, 'live')
    frames(page, count=2)
    assert page.evaluate('window.marker'), 'the page was loaded again'
    assert again.until(lambda status: status['viewers'] == 1)['renditions'][0]['viewers'] == 1
