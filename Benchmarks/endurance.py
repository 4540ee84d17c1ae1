#!/usr/bin/env python3
"""Whether the picture stays live: glass to glass over an hour, after a busy machine, and after a suspended browser.

The frames carry the wall clock, as in `latency.py`. Once a minute their age is read for four seconds, beside what the page
itself says and what memory `bridge` takes. Then six busy loops run for five seconds, and then the browser is stopped
(SIGSTOP) for twenty: the frames' age is printed for each second afterwards.
"""

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from playwright.sync_api import sync_playwright

from latency import WATCH, Bridge, Stamp, open_page, percentile, wait_until_live

# From here on `ages` has each frame's arrival in the page and its age, both in ms.
COLLECT = '''() => {
  window.ages = [];
  window.watch = (time) => {
    const date = performance.timeOrigin + time;
    ages.push([date, date - readStamp()]);
  };
}'''
COLLECTED = '{ window.watch = null; ages }'


def collect(page, seconds):
    """The age of each frame that is shown for a while."""
    page.evaluate(COLLECT)
    page.wait_for_timeout(seconds * 1000)
    return [age for _, age in page.evaluate(COLLECTED)]


def memory(process):
    return int(re.search(r'^RssAnon:\s+(\d+)', Path(f'/proc/{process.pid}/status').read_text(), re.M).group(1)) / 1024


def over_time(page, bridge, minutes):
    start = time.monotonic()
    for minute in range(minutes + 1):
        page.wait_for_timeout(max(0, start + 60 * minute - time.monotonic()) * 1000)
        ages = collect(page, 4) or [float('nan')]
        shown = page.text_content('#latency')
        print(
            f'after {minute:3} min   p50 {percentile(ages, 0.5):6.1f} ms   p95 {percentile(ages, 0.95):6.1f} ms'
            f'   page says {shown:>5} ms   {memory(bridge.process):5.1f} MB', flush=True)


def after(page, name, disturb, seconds=10):
    """Prints the frames' median age before something, and in each second after it."""
    before = statistics.median(collect(page, 4))
    page.evaluate(COLLECT)
    disturb()
    end = time.time() * 1000
    page.wait_for_timeout(seconds * 1000)
    ages = page.evaluate(COLLECTED)
    medians = []
    for second in range(seconds):
        shown = [age for date, age in ages if end + 1000 * second <= date < end + 1000 * (second + 1)]
        medians.append(f'{statistics.median(shown):.0f}' if shown else '–')
    print(f'{name}: before it {before:.0f} ms, in each second after it {" ".join(medians)} ms', flush=True)


def spike():
    loops = [subprocess.Popen([sys.executable, '-c', 'while True: pass']) for _ in range(6)]
    time.sleep(5)
    for loop in loops:
        loop.kill()
        loop.wait()


def suspend(mark):
    """Stops the browser, all of whose processes are in the group of the first, which carries the mark."""
    group = int(subprocess.check_output(['pgrep', '--full', '--oldest', '--', mark]))
    os.killpg(group, signal.SIGSTOP)
    try:
        time.sleep(20)
    finally:
        os.killpg(group, signal.SIGCONT)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    build = Path(__file__).resolve().parents[1] / '.build/release'
    parser.add_argument('--bridge', default=str(build / 'bridge'))
    parser.add_argument('--stamp', default=str(build / 'stamp'))
    parser.add_argument('--chromium', default=os.environ.get('CHROMIUM', '/usr/bin/chromium'))
    parser.add_argument('--minutes', type=int, default=60)
    options = parser.parse_args()

    folder = tempfile.mkdtemp(prefix='endurance-')
    mark = f'--mark={uuid.uuid4()}'
    sandbox = ['--no-sandbox'] if os.geteuid() == 0 else []
    try:
        with (
            sync_playwright() as playwright,
            Stamp(options.stamp, 30, folder) as stamp,
            Bridge(options.bridge, stamp.pipeline) as bridge,
        ):
            browser = playwright.chromium.launch(executable_path=options.chromium, args=[*sandbox, mark])
            page = open_page(browser, bridge.address, WATCH)
            wait_until_live(page)
            page.wait_for_timeout(5_000)
            over_time(page, bridge, options.minutes)
            after(page, '5 s of six busy loops', spike)
            after(page, '20 s of a stopped browser', lambda: suspend(mark))
            browser.close()
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
