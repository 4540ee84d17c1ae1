'use strict';

/** Glass-to-glass latency of the frames that are shown, from capture to the frame callback, and its parts. */
class Latency extends EventTarget {
  static #window = 5_000;
  // What has waited for so long, beyond what the source and the bridge took, is not live.
  static #stale = 1_500;
  static #patience = 1_000;
  static #gap = 1_000;
  // A path may be slow by itself, and then no new session helps: each further one waits for longer.
  static #firstWait = 30_000;
  static #lastWait = 600_000;

  #clock;
  #shown = []; // of the last seconds: { at, total, decode, display }
  #hasTimes = null; // whether this browser tells the frames' RTP times
  #staleSince = null;
  #lastAt = null;
  #liveSince = null;
  #wait = 0; // from one `stale` to the next
  #toldAt = -Infinity;
  #suspectedAt = null; // when a frame was late that may be the source's
  #server = { source: 0, encode: 0, most: 0 };
  #serverAt = null; // when the bridge has said what it takes

  /**
   * Milliseconds that the bridge says it takes: medians, and `most` of both together, of the last seconds. No new
   * session makes a source earlier.
   */
  set server(figures) {
    this.#server = figures;
    this.#serverAt = performance.now();
  }

  constructor(clock, frames) {
    super();
    this.#clock = clock;
    frames.addEventListener('frame', ({ detail }) => this.#note(detail));
  }

  /** Why there is no figure, in words; empty when there is one. */
  get problem() {
    if (this.#hasTimes === false) return 'not measurable here';
    return this.#shown.length ? '' : null;
  }

  /** Of the last seconds: `{ p50, p95, uncertainty, parts }`, or null. */
  get figures() {
    this.#forget();
    const shown = this.#shown;
    if (!shown.length) return null;
    const of = (name) => shown.map((one) => one[name]).filter(Number.isFinite);
    const [total, decode, display] = [of('total'), of('decode'), of('display')];
    const { source, encode } = this.#server;
    const known = { source, encode, decode: Latency.quantile(decode, 0.5), display: Latency.quantile(display, 0.5) };
    const p50 = Latency.quantile(total, 0.5);
    // What is left is the way to the browser and its jitter buffer.
    const network = Math.max(0, p50 - Object.values(known).reduce((sum, one) => sum + (one ?? 0), 0));
    return {
      p50,
      p95: Latency.quantile(total, 0.95),
      uncertainty: this.#clock.uncertainty,
      parts: { source: known.source, encode: known.encode, network, decode: known.decode, display: known.display },
    };
  }

  clear() {
    this.#shown = [];
    this.#staleSince = null;
    this.#suspectedAt = null;
    this.#lastAt = null;
  }

  static quantile(values, share) {
    if (!values.length) return null;
    return values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(share * values.length))];
  }

  #note({ time, rtpTimestamp, presentationTime, processingDuration }) {
    if (time === undefined) return;
    this.#hasTimes = rtpTimestamp !== undefined;
    if (!this.#hasTimes || this.#clock.uncertainty === null) return;
    const captured = this.#clock.runningTime(rtpTimestamp);
    const total = this.#clock.now(time) - captured;
    this.#shown.push({
      at: time,
      total,
      decode: processingDuration * 1_000,
      display: Math.max(0, time - presentationTime),
    });
    this.#forget();
    this.#watch(time, total);
  }

  /**
   * A page that was suspended may have a backlog, and would play it: what is old after a silence is not looked at any
   * further. What grows old without one may be a busy machine, which recovers.
   */
  #watch(time, total) {
    const wasSilent = this.#lastAt !== null && time - this.#lastAt > Latency.#gap;
    this.#lastAt = time;
    if (total - this.#server.most < Latency.#stale + this.#clock.minimumDelay) {
      this.#staleSince = this.#suspectedAt = null;
      this.#liveSince ??= time;
      // A new session begins live also where delay builds up: what has helped is seen later.
      if (time - this.#liveSince >= Latency.#firstWait) this.#wait = 0;
      return;
    }
    this.#liveSince = null;
    if (!wasSilent) this.#staleSince ??= time;
    // A frame may have been late at the source since the bridge last spoke of that.
    this.#suspectedAt ??= time;
    if (this.#serverAt !== null && this.#serverAt < this.#suspectedAt + Latency.#patience) {
      this.#staleSince ??= time;
      return;
    }
    const isOver = wasSilent || time - this.#staleSince > Latency.#patience;
    if (isOver && time - this.#toldAt >= this.#wait) this.#tell(time);
  }

  #tell(time) {
    this.#wait = Math.min(Math.max(Latency.#firstWait, this.#wait * 2), Latency.#lastWait);
    this.#toldAt = time;
    this.clear();
    this.dispatchEvent(new Event('stale'));
  }

  #forget() {
    const start = performance.now() - Latency.#window;
    while (this.#shown.length && this.#shown[0].at < start) this.#shown.shift();
  }
}
