"""A network camera: an RTSP server in a process of its own, which can be killed and started again."""

import socket
import subprocess
from pathlib import Path

PICTURE = (
    'videotestsrc is-live=true horizontal-speed=4 ! video/x-raw,width=640,height=360,framerate=30/1'
    ' ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! video/x-h264,profile=constrained-baseline'
    ' ! rtph264pay name=pay0 config-interval=-1')


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Camera:
    """Serves a launch line, whose payloaders are called `pay0`, `pay1`, …

    credentials: a user name and a password that the server asks for (HTTP Basic).
    """

    def __init__(self, launch=PICTURE, port=None, credentials=()):
        self.port = port or free_port()
        self.address = f'rtsp://127.0.0.1:{self.port}/stream'
        self.process = subprocess.Popen(
            # GStreamer's bindings are the system Python's.
            ['/usr/bin/python3', Path(__file__).with_name('rtsp_server.py'), str(self.port), launch, *credentials],
            stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'serving\n'

    def kill(self):
        self.process.kill()
        self.process.wait(5)
        self.process.stdout.close()
