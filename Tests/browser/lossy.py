"""A network that loses packets or holds them up, between the browser and the bridge."""

import contextlib
import random
import re
import select
import socket
import threading
import time


def is_media(packet):
    """Whether it is SRTP, and no SRTCP, STUN or DTLS (RFC 7983 and RFC 5761)."""
    return 128 <= packet[0] < 192 and not 192 <= packet[1] < 224


def is_data(packet):
    """Whether it may carry a data channel: application data of DTLS (RFC 7983 and RFC 8261)."""
    return packet[0] == 23


def ssrc(packet):
    return int.from_bytes(packet[8:12], 'big')


class LossyRelay:
    """
    Carries the UDP of one peer connection; what comes from the bridge only as far as `passes` lets it, and together
    with all that comes in the same `interval` of seconds.
    """

    def __init__(self, address='127.0.0.1'):
        self._address = address
        self.passes = lambda packet: True
        self.passed = self.lost = 0
        self.interval = 0
        self._held = []
        self._due = 0
        self._outside = self._bind()
        self._inside = self._bind()
        self._bridge = self._browser = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._carry, daemon=True)

    def _bind(self):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((self._address, 0))
        return one

    def through(self, page):
        """Makes the page's next connection go this way: both sides are told of the relay only."""

        def exchange(route):
            if route.request.method != 'POST':
                route.continue_()
                return
            offer = without_candidates(route.request.post_data)
            response = route.fetch(post_data=offer)
            route.fulfill(response=response, body=self.between(response.text()))

        page.route('**/whep', exchange)

    def between(self, answer):
        """Begins to carry for the bridge that has given this answer. The answer that the browser is to get instead."""
        self._bridge = (self._address, dict(candidates(answer))[self._address])
        self._thread.start()
        candidate = f'a=candidate:1 1 udp 2130706431 {self._address} {self._outside.getsockname()[1]} typ host\r\n'
        lines = without_candidates(answer).splitlines(keepends=True)
        at = next(number for number, line in enumerate(lines) if line.startswith('m=')) + 1
        at += lines[at].startswith('c=')
        return ''.join([*lines[:at], candidate, *lines[at:]])

    def lose_at_random(self, share, concerns=is_media, seed=1):
        """From now on this share of the packets that it `concerns` is lost."""
        chance = random.Random(seed)
        self.passes = lambda packet: not concerns(packet) or chance.random() >= share

    def _carry(self):
        while not self._closed.is_set():
            wait = max(0, self._due - time.monotonic()) if self._held else 0.1
            for one in select.select([self._outside, self._inside], [], [], wait)[0]:
                with contextlib.suppress(ConnectionRefusedError):
                    packet, sender = one.recvfrom(2048)
                    if one is self._outside:
                        self._browser = sender
                        self._inside.sendto(packet, self._bridge)
                    elif self._browser and self.passes(packet):
                        self._held.append(packet)
                    else:
                        self.lost += 1
            if self._held and time.monotonic() >= self._due:
                self._release()

    def _release(self):
        for packet in self._held:
            with contextlib.suppress(ConnectionRefusedError):
                self._outside.sendto(packet, self._browser)
        self.passed += len(self._held)
        self._held.clear()
        self._due = time.monotonic() + self.interval

    def close(self):
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self._outside.close()
        self._inside.close()


def candidates(sdp):
    """Address and port of each UDP candidate of IPv4."""
    found = re.findall(r'^a=candidate:\S+ 1 UDP \d+ ([\d.]+) (\d+) ', sdp, re.M | re.I)
    return [(address, int(port)) for address, port in found]


def without_candidates(sdp):
    return ''.join(
        line for line in sdp.splitlines(keepends=True) if not line.startswith(('a=candidate:', 'a=end-of-candidates')))
