#!/usr/bin/env python3
"""What viewers leave behind: memory, threads and descriptors of `bridge` after each hundred of a thousand visits.

Twenty come at a time: some say that they leave, some close their connection, some get an answer and never come, some
leave while they connect, and some are killed. One viewer watches all the time and counts what it loses. Each figure is
taken when nobody else is left.
"""

import argparse
import json
import os
import signal
import time
import urllib.request

from fanout import RAW, Receivers, Server, wait_for

PORT = 8093
KILLED = 4  # of twenty


def killed(tool):
    """Viewers whose process is gone without a word."""
    receivers = Receivers(tool, PORT)
    receivers.ask(f'join {KILLED}')
    receivers.process.send_signal(signal.SIGKILL)
    receivers.process.wait(10)


def viewers():
    with urllib.request.urlopen(f'http://127.0.0.1:{PORT}/api/status', timeout=10) as reply:
        return json.load(reply)['viewers']


def look(server, visits):
    """Waits until all of them are gone, and says what the server takes then."""
    deadline = time.monotonic() + 30
    while viewers() > 1:
        if time.monotonic() > deadline:
            raise SystemExit(f'{viewers() - 1} viewers have not gone within 30 s')
        time.sleep(0.2)
    time.sleep(2)
    descriptors = len(os.listdir(f'/proc/{server.process.pid}/fd'))
    print(f'{visits:6} visits  {server.status("RssAnon") / 1024:6.1f} MB anonymous  {server.status("Threads"):3} threads'
          f'  {descriptors:3} descriptors', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--bridge', default='.build/release/bridge')
    parser.add_argument('--tool', default='.build/release/fanout')
    parser.add_argument('--visits', type=int, default=1000)
    arguments = parser.parse_args()
    server = Server([arguments.bridge, RAW, '--port', str(PORT), '--max-viewers', '1000'], PORT)
    try:
        wait_for(PORT)
        faithful, visitors = Receivers(arguments.tool, PORT), Receivers(arguments.tool, PORT)
        faithful.ask('join 1')
        look(server, 0)
        failed = 0
        for visits in range(20, arguments.visits + 1, 20):
            failed += visitors.ask(f'visit {20 - KILLED}')['failed']
            killed(arguments.tool)
            if visits % 100 == 0:
                look(server, visits)
        # Pools keep idle threads for a while.
        time.sleep(30)
        look(server, arguments.visits)
        lost = faithful.ask('figures')['lost']
        print(f'{failed} visits failed; the viewer that stayed lost {lost} packets')
        for receivers in (faithful, visitors):
            receivers.end()
    finally:
        server.end()


if __name__ == '__main__':
    main()
