"""Ctrl-C ends the program, whatever it is in the middle of."""

import http.client
import signal
import threading

from program import REPOSITORY, Server

OFFER = (REPOSITORY / 'Tests/PipelineBridgeTests/Fixtures/sdp/chromium-offer.sdp').read_bytes()
LIVE = 'videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=30/1 ! identity'


def interrupt(server):
    """What it said on standard error until it ended."""
    server.process.send_signal(signal.SIGINT)
    # It takes 2 s at most; the rest is for a busy machine.
    assert server.wait(deadline=4) == 0
    return server.stderr.text()


def test_a_hundred_viewers_connecting():
    """Offers that are being answered hold up nothing."""
    server = Server(LIVE)
    under_way = threading.Semaphore(0)

    def connect():
        connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=10)
        try:
            connection.request('POST', '/whep', OFFER, {'Content-Type': 'application/sdp'})
            under_way.release()
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass  # Cut off, as it should be.
        finally:
            connection.close()

    viewers = [threading.Thread(target=connect, daemon=True) for _ in range(100)]
    for viewer in viewers:
        viewer.start()
    for _ in range(50):
        assert under_way.acquire(timeout=10)
    errors = interrupt(server)
    assert 'left behind' not in errors and 'hangs' not in errors, errors
    for viewer in viewers:
        viewer.join(10)
        assert not viewer.is_alive()


def test_an_element_that_hangs():
    """One that does not come back from its streaming thread is left behind, and the log says so.

    On a busy machine the bridge gives up after the watchdog has.
    """
    server = Server(
        'videotestsrc is-live=true ! tee name=t ! queue ! identity sleep-time=60000000 ! fakesink async=false'
        ' t. ! queue')
    log = interrupt(server)
    assert 'left behind' in log or 'something hangs' in log
