"""A network that loses packets, between the program and the page."""

import random
import selectors
import socket
import threading


class Relay:
    """Carries UDP between a page and one port of the program, and loses a share of it both ways."""

    def __init__(self, loss, seed=1):
        self._loss = loss
        self._random = random.Random(seed)
        self._front = self._socket()
        self._back = self._socket()
        self._target = None
        self._page = None
        self.lost = 0
        self.carried = 0
        self._ends = socket.socketpair()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @staticmethod
    def _socket():
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        one.bind(('127.0.0.1', 0))
        return one

    def to(self, port):
        """Where the page is to send what is meant for a port of the program's."""
        self._target = ('127.0.0.1', port)
        return self._front.getsockname()[1]

    def _run(self):
        with selectors.DefaultSelector() as selector:
            for one in (self._front, self._back, self._ends[1]):
                selector.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._ends[1]:
                        return
                    self._carry(key.fileobj)

    def _carry(self, source):
        packet, sender = source.recvfrom(65536)
        if source is self._front:
            self._page = sender
        # Checks and handshakes are spared (RFC 7983): the loss is of media and of data.
        elif packet[0] >= 23 and self._random.random() < self._loss:
            self.lost += 1
            return
        self.carried += 1
        onwards, target = (self._back, self._target) if source is self._front else (self._front, self._page)
        if target:
            onwards.sendto(packet, target)

    def close(self):
        self._ends[0].send(b'.')
        self._thread.join(5)
        for one in (self._front, self._back, *self._ends):
            one.close()
