"""The bridge's clocks in the page."""

from conftest import BARS

# The running time, in milliseconds, of `count` frames that are shown, and the clock's own time at each.
TIMES = '''(count) => new Promise((resolve) => {
  const video = document.querySelector('#video');
  const clock = new MediaClock();
  clock.take(messages.findLast(({ type }) => type === 'clock'));
  const times = [];
  const frame = (now, { rtpTimestamp }) => {
    const running = clock.runningTime(rtpTimestamp);
    times.push({ running, now: clock.now(), wallClock: clock.wallClock(running), date: Date.now() });
    if (times.length === count) resolve(times);
    else video.requestVideoFrameCallback(frame);
  };
  video.requestVideoFrameCallback(frame);
})'''


def test_rtp_time_is_running_time_and_wall_clock(bridge, watch):
    """The bridge says how to read RTP times, and a frame that is shown was captured before."""
    server = bridge(BARS)
    page = watch(server)
    page.wait_for_function('() => messages.some(({ type }) => type === "clock")', timeout=10_000)
    (stream,) = page.evaluate('messages.find(({ type }) => type === "clock").streams')
    assert {**stream, 'rtpTimestamp': 0} == {
        'name': 'video_0', 'kind': 'video', 'mid': '0', 'rendition': 'video_0 H264', 'clockRate': 90_000,
        'rtpTimestamp': 0}
    assert 0 <= stream['rtpTimestamp'] < 2 ** 32
    times = page.evaluate(TIMES, 20)
    uptime = server.status()['uptime'] * 1000
    for time in times:
        assert 0 <= time['running'] <= time['now'] <= uptime
        # The page counts whole milliseconds.
        assert time['wallClock'] <= time['date'] + 1
    # One frame each 1/30 s; some may not be shown.
    steps = [later['running'] - earlier['running'] for earlier, later in zip(times, times[1:])]
    for step in steps:
        frames = step * 30 / 1000
        assert round(frames) >= 1
        assert abs(frames - round(frames)) < 0.01


def test_a_clock_that_jumps(bridge, watch):
    """The answer to a ping that took the least time counts, until a later one says that it can no longer be true."""
    page = watch(bridge(BARS))
    offsets = page.evaluate('''() => {
      const measured = new ClockOffset();
      // Sent, how long it took, and by how much the bridge's clock is ahead.
      return [[0, 10, 500], [1_000, 40, 512], [2_000, 30, 700], [3_000, 8, 701]].map(([sent, took, ahead]) => {
        measured.take({ sent, time: sent + took / 2 + ahead }, sent + took);
        return measured.best.offset;
      });
    }''')
    assert offsets == [500, 500, 700, 701]


def test_a_wrapped_rtp_time_is_the_one_next_to_now(bridge, watch):
    """RTP time has 32 bits: a stream of video wraps each 13 hours."""
    page = watch(bridge(BARS))
    times = page.evaluate('''() => {
      const clock = new MediaClock();
      const hours = 3_600_000;
      const stream = { kind: 'video', clockRate: 90_000, rtpTimestamp: 4_294_967_000 };
      return [0, 1, 13, 14, 300].map((age) => {
        clock.take({ streams: [stream], wallClock: performance.timeOrigin + performance.now() - age * hours });
        const running = Math.floor(clock.now()) - 20;
        return running - clock.runningTime((stream.rtpTimestamp + running * 90) >>> 0);
      });
    }''')
    assert all(abs(difference) < 0.001 for difference in times)
