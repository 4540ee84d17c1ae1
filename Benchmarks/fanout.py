#!/usr/bin/env python3
"""What a viewer costs: the server's CPU, memory and threads for each further viewer, and what arrives.

Serves one test picture (1280x720, 30 frames a second, H.264 at 2 Mbit/s) to receivers in another process, which do
real ICE, DTLS and SRTP and check every sequence number; first with `bridge`, then the plain way (one encoder, and an
appsrc, a payloader and a webrtcbin for each viewer). The figures of a viewer are slopes: what the server takes with
many viewers less what it takes with few, over their difference.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import time
import urllib.request

RAW = (
    "videotestsrc is-live=true pattern=zone-plate kx2=20 ky2=20 kt=9"
    " ! video/x-raw,format=I420,width=1280,height=720,framerate=30/1"
)
X264 = (
    "x264enc tune=zerolatency speed-preset=superfast bitrate=2000 key-int-max=9000 sliced-threads=true threads=2"
    " ! video/x-h264,profile=constrained-baseline,stream-format=byte-stream,alignment=au"
)
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that serves, and what it takes."""

    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def status(self, field):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(rf"^{field}:\s+(\d+)", text, re.M).group(1))

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Receivers:
    """The process of the receivers."""

    def __init__(self, tool, port):
        self.process = subprocess.Popen(
            [tool, "receive", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        if not reply:
            raise SystemExit(f"the receivers ended at {line!r}")
        return json.loads(reply)

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)


def wait_for(port):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/whep", timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


def sample(server, receivers, seconds):
    """CPU in % of a core, memory and threads, and what arrived, over a while of quiet."""
    time.sleep(2)
    first, before, start = receivers.ask("figures"), server.cpu(), time.monotonic()
    time.sleep(seconds)
    after, elapsed, last = server.cpu(), time.monotonic() - start, receivers.ask("figures")
    return {
        "viewers": last["receivers"],
        "cpu": 100 * (after - before) / elapsed,
        "rss": server.status("VmRSS") / 1024,
        "threads": server.status("Threads"),
        "lost": last["lost"],
        "mbit": 8 * (last["bytes"] - first["bytes"]) / elapsed / max(1, last["receivers"]) / 1e6,
        "fps": (last["frames"] - first["frames"]) / elapsed / max(1, last["receivers"]),
    }


def measure(name, command, port, arguments):
    server = Server(command, port)
    try:
        wait_for(port)
        time.sleep(1)
        receivers = Receivers(arguments.tool, port)
        few, half, many = 20, arguments.viewers // 2, arguments.viewers
        first = receivers.ask("join 1")["untilKeyFrame"][0]
        joins = {0: spaced(receivers, 9, leave=True)}
        receivers.ask("join 9")
        joins[10] = spaced(receivers, 9)
        receivers.ask(f"join {few - 19}")
        low = sample(server, receivers, arguments.seconds)
        receivers.ask(f"join {half - few}")
        joins[half] = spaced(receivers, 9)
        receivers.ask(f"join {many - half - 9}")
        high = sample(server, receivers, arguments.seconds)
        slope = {
            key: (high[key] - low[key]) / (high["viewers"] - low["viewers"]) for key in ("cpu", "rss", "threads")
        }
        encoders = None
        if name == "bridge":
            status = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status"))
            encoders = sum(1 for rendition in status["renditions"] if rendition.get("encoder"))
        receivers.end()
    finally:
        server.end()
    print(f"\n{name}: {high['mbit']:.2f} Mbit/s and {high['fps']:.1f} frames/s at each receiver")
    print(f"  encoders with {high['viewers']} viewers   {encoders if encoders is not None else 1}")
    print(f"  packets lost             {high['lost']}")
    print(f"  a further viewer takes   {slope['cpu']:.3f} % of a core, {slope['rss']:.2f} MB, {slope['threads']:.1f} threads")
    print(f"  the whole process        {high['cpu']:.1f} % of a core, {high['rss']:.0f} MB, {high['threads']} threads")
    medians = ", ".join(f"{statistics.median(times):.0f} ms with {there} there" for there, times in joins.items())
    print(f"  offer to key frame       {first:.0f} ms the process's first viewer; medians of nine: {medians}")
    return slope["cpu"]


def spaced(receivers, count, leave=False):
    """Times of viewers that come one by one, further apart than key frames may be; each in place of the last, if so told."""
    times = []
    for _ in range(count):
        if leave:
            receivers.ask("leave 1")
        time.sleep(0.7)
        times += receivers.ask("join 1")["untilKeyFrame"]
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bridge", default=".build/release/bridge")
    parser.add_argument("--tool", default=".build/release/fanout")
    parser.add_argument("--viewers", type=int, default=100, help="60 or more")
    parser.add_argument("--seconds", type=float, default=20)
    arguments = parser.parse_args()
    ours = measure(
        "bridge", [arguments.bridge, RAW, "--bitrate", "2M", "--port", "8091"], 8091, arguments
    )
    naive = measure(
        "by hand", [arguments.tool, "naive", f"{RAW} ! {X264}", "--port", "8092"], 8092, arguments
    )
    print(f"\nbridge takes {ours / naive:.2f} of what the plain way takes for a viewer")


if __name__ == '__main__':
    main()
