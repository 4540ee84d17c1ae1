"""stamps.py KIND PORT: raw frames, 30 a second in real time, whose times are of a kind. Their brightness counts them.

Read with `tcpclientsrc port=PORT ! gdpdepay`. Prints a line when it sends."""

import sys
import time

import gi

gi.require_version('Gst', '1.0')
from gi.repository import Gst  # noqa: E402

# The number of a frame → its time in seconds, or None for no time.
KINDS = {
    'none': lambda n: None,
    'back': lambda n: n / 30 if n < 90 else n / 30 - 2,
    'ahead': lambda n: n / 30 if n < 90 else n / 30 + 3600,
    'same': lambda n: n // 30,
    'hours': lambda n: n / 30 + 36_000,
    'fast': lambda n: n / 25,
    'slow': lambda n: n / 33,
}

Gst.init(None)
kind, port = sys.argv[1:]
pipeline = Gst.parse_launch(
    'appsrc name=source format=time caps=video/x-raw,format=GRAY8,width=320,height=180,framerate=30/1'
    f' ! gdppay ! tcpserversink port={port} sync=false sync-method=latest')
source = pipeline.get_by_name('source')
pipeline.set_state(Gst.State.PLAYING)
pipeline.get_state(Gst.SECOND)
print('sending', flush=True)
begin = time.time()
number = 0
while True:
    buffer = Gst.Buffer.new_wrapped(bytes([16 + number % 100 * 2]) * (320 * 180))
    seconds = KINDS[kind](number)
    if seconds is not None:
        buffer.pts = int(seconds * Gst.SECOND)
    source.emit('push-buffer', buffer)
    number += 1
    time.sleep(max(0, begin + number / 30 - time.time()))
