#!/usr/bin/env python3
"""Glass to glass: from a frame that has been made to the page's frame callback for it.

A program burns the wall clock into each frame of a test picture (1280x720) and hands it to `bridge` through shared
memory; the page reads it back from a canvas in its frame callback, which shows too that the picture is right. For each page
load the source starts anew, at any moment: how its frames lie to the ticks of the browser's paint clock (60 a second in
headless Chromium) stays the same for as long as it runs. The figures are medians over the loads. For comparison the same
without the playout-delay header extension.

Then: from posting the offer to the first frame that is shown, and from starting `bridge` to its page and to the first
frame on a page that waits.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZE = 'width=1280,height=720'

# Looks at frames in the page's own frame callbacks: a second one beside them would change when they come. `readStamp()`
# is the time that `stamp` has burnt into the frame, in two rows of 32 bits, in ms since the Unix epoch.
WATCH = '''
(() => {
  const context = new OffscreenCanvas(1280, 64).getContext('2d', { willReadFrequently: true });
  window.readStamp = () => {
    context.drawImage(document.querySelector('#video'), 0, 0, 1280, 64, 0, 0, 1280, 64);
    const { data } = context.getImageData(0, 0, 1280, 64);
    let time = 0;
    for (let bit = 0; bit < 64; bit++) {
      const pixel = ((bit >> 5) * 32 + 16) * 1280 + (bit & 31) * 40 + 20;
      time = time * 2 + (data[4 * pixel] > 128 ? 1 : 0);
    }
    return time / 1000;
  };
  const request = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return request.call(this, (...frame) => {
      const time = performance.now();
      callback(...frame);
      window.watch?.(time);
    });
  };
})();
'''

# The age of each frame, in ms.
MEASURE = '''async (count) => {
  const ages = [];
  await new Promise((resolve) => {
    window.watch = (time) => {
      ages.push(performance.timeOrigin + time - readStamp());
      if (ages.length < count) return;
      window.watch = null;
      resolve();
    };
  });
  return ages;
}'''

# When the offer was posted and when the first frame was shown, in ms of the page's clock.
FIRST_FRAME = '''
(() => {
  const { fetch } = window;
  window.marks = {};
  window.fetch = (address, options) => {
    if (options?.method === 'POST' && String(address).endsWith('whep')) window.marks.offer ??= performance.now();
    return fetch(address, options);
  };
  document.addEventListener('DOMContentLoaded', () => {
    document.querySelector('#video')?.requestVideoFrameCallback(() => {
      window.marks.frame = performance.now();
      window.marks.date = performance.timeOrigin + performance.now();
    });
  });
})();
'''


class Program:
    """A process that is ended with the benchmark."""

    def __init__(self, *command, **options):
        self.started = time.time()
        self.process = subprocess.Popen(command, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(15)


class Bridge(Program):
    """`bridge`, once its page is served."""

    def __init__(self, binary, pipeline, *options):
        super().__init__(
            binary, pipeline, '--port', '0', *options, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            sys.exit('bridge printed no address')


class Stamp(Program):
    """The source of stamped frames."""

    def __init__(self, tool, rate, folder):
        self.socket = os.path.join(folder, f'frames-{time.monotonic_ns()}')
        super().__init__(tool, str(rate), self.socket)
        self.pipeline = (
            f'shmsrc socket-path={self.socket} is-live=true do-timestamp=true'
            f' ! video/x-raw,format=I420,{SIZE},framerate={rate}/1')
        deadline = time.monotonic() + 5
        while not os.path.exists(self.socket):
            if time.monotonic() > deadline:
                sys.exit('stamp gives no frames')
            time.sleep(0.01)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def open_page(browser, address, script=''):
    page = browser.new_context().new_page()
    if script:
        page.add_init_script(script)
    page.goto(address)
    return page


def wait_until_live(page):
    page.wait_for_function('() => document.body.dataset.state === "live"', timeout=20_000)


def measure(launch, address, rate):
    """p50 and p95 of one page load by the burnt-in clock, and p50 as the page itself shows it."""
    browser = launch()
    page = open_page(browser, address, WATCH)
    wait_until_live(page)
    # The first second has the key frame and a decoder that is only starting.
    page.wait_for_timeout(1_000)
    ages = page.evaluate(MEASURE, 4 * rate)
    garbled = sum(not 0 < age < 10_000 for age in ages)
    if garbled:
        sys.exit(f'{garbled} of {len(ages)} pictures were wrong')
    shown = float(page.text_content('#latency'))
    browser.close()
    return percentile(ages, 0.5), percentile(ages, 0.95), shown


def tell(name, results):
    p50 = [one[0] for one in results]
    p95 = [one[1] for one in results]
    differences = [shown - burnt for burnt, _, shown in results]
    print(
        f'{name:44} p50 {statistics.median(p50):5.1f} ms   p95 {statistics.median(p95):5.1f} ms'
        f'   page says {statistics.median(differences):+.1f} ms'
        f'   (p50 of the loads: {" ".join(f"{one:.1f}" for one in sorted(p50))})', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    build = Path(__file__).resolve().parents[1] / '.build/release'
    parser.add_argument('--bridge', default=str(build / 'bridge'))
    parser.add_argument('--stamp', default=str(build / 'stamp'))
    parser.add_argument('--receivers', default=str(build / 'fanout'), help='for the other viewers')
    parser.add_argument('--chromium', default=os.environ.get('CHROMIUM', '/usr/bin/chromium'))
    parser.add_argument('--loads', type=int, default=8, help='page loads behind each figure')
    parser.add_argument('--rates', type=int, nargs='*', default=[30, 60])
    parser.add_argument('--others', type=int, nargs='*', default=[0, 20], help='how many other viewers')
    parser.add_argument('--only', choices=['glass', 'start'])
    options = parser.parse_args()

    folder = tempfile.mkdtemp(prefix='latency-')
    sandbox = ['--no-sandbox'] if os.geteuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            def launch():
                return playwright.chromium.launch(executable_path=options.chromium, args=sandbox)

            for rate in options.rates if options.only != 'start' else []:
                glass(launch, options, rate, folder)
            if options.only != 'glass':
                browser = launch()
                start(browser, options)
                browser.close()
    finally:
        shutil.rmtree(folder)


def glass(launch, options, rate, folder):
    for name, extra in (('playout delay 0/0', []), ('without the extension', ['--latency', 'smooth'])):
        for others in options.others if not extra else [0]:
            results = []
            for _ in range(options.loads):
                time.sleep(random.random() / rate)
                with (
                    Stamp(options.stamp, rate, folder) as stamp,
                    Bridge(options.bridge, stamp.pipeline, '--max-viewers', str(others + 2), *extra) as bridge,
                    Others(options.receivers, bridge.address, others),
                ):
                    results.append(measure(launch, bridge.address, rate))
            tell(f'{rate} fps, {name}' + (f', {others} other viewers' if others else ''), results)


class Others:
    """Viewers in a process of their own, which decode nothing."""

    def __init__(self, tool, address, count):
        self.command = [tool, 'receive', address.rstrip('/').rpartition(':')[2]]
        self.count = count

    def __enter__(self):
        if self.count:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.process.stdin.write(f'join {self.count}\n')
            self.process.stdin.flush()
            if not self.process.stdout.readline():
                sys.exit('the other viewers cannot join')

    def __exit__(self, *_):
        if self.count:
            self.process.stdin.close()
            self.process.wait(30)


def start(browser, options):
    with Bridge(options.bridge, 'test') as bridge:
        times = []
        for _ in range(options.loads + 1):
            page = open_page(browser, bridge.address, FIRST_FRAME)
            page.wait_for_function('() => marks.frame', timeout=20_000)
            marks = page.evaluate('marks')
            times.append(marks['frame'] - marks['offer'])
            page.context.close()
    print(f'offer posted → first frame                   median {statistics.median(times[1:]):.0f} ms, the first '
          f'of the process {times[0]:.0f} ms')

    served, shown = [], []
    for _ in range(options.loads):
        page = None
        with Bridge(options.bridge, 'test') as bridge:
            with urllib.request.urlopen(bridge.address) as reply:
                reply.read()
            served.append((time.time() - bridge.started) * 1000)
            page = open_page(browser, bridge.address, FIRST_FRAME)
            page.wait_for_function('() => marks.frame', timeout=20_000)
            port = bridge.address.rstrip('/').rpartition(':')[2]
        # The page waits now for a bridge on this port.
        page.wait_for_function('() => document.body.dataset.state === "closing" || document.body.dataset.state === "offline"')
        page.evaluate('''() => {
          document.querySelector('#video').requestVideoFrameCallback(() => {
            marks.date = performance.timeOrigin + performance.now();
            marks.again = true;
          });
        }''')
        with Program(options.bridge, 'test', '--port', port, stdout=subprocess.DEVNULL) as again:
            page.wait_for_function('() => marks.again', timeout=20_000)
            shown.append(page.evaluate('marks.date') - again.started * 1000)
        page.context.close()
    print(f'bridge started → page served                 median {statistics.median(served):.0f} ms')
    print(f'bridge started → first frame, waiting page   median {statistics.median(shown):.0f} ms')


if __name__ == '__main__':
    main()
