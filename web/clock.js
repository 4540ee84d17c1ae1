'use strict';

/** This host's wall clock as a whole-millisecond `Date.now()` cannot give it: the moment of `performance.now()` 0. */
class WallClock {
  // Each reading says that the moment lies within a millisecond; together they say more.
  #earliest = -Infinity;
  #latest = Infinity;

  /** Milliseconds since the Unix epoch. */
  get origin() {
    const before = performance.now();
    const date = Date.now();
    const after = performance.now();
    const [earliest, latest] = [date - after, date + 1 - before];
    this.#earliest = Math.max(this.#earliest, earliest);
    this.#latest = Math.min(this.#latest, latest);
    // The clock was set: what was known of it is void.
    if (this.#earliest > this.#latest) [this.#earliest, this.#latest] = [earliest, latest];
    return (this.#earliest + this.#latest) / 2;
  }
}

/** How far the bridge's running time is ahead of this page's clock, from its answers to pings (RFC 5905, section 8). */
class ClockOffset {
  static #kept = 60;
  #answers = [];

  take({ sent, time }, received = performance.now()) {
    if (!(sent <= received)) return;
    const answer = { offset: time - (sent + received) / 2, uncertainty: (received - sent) / 2 };
    const { best } = this;
    // Both can not be true: one of the clocks was set, or a machine has slept.
    if (best && Math.abs(answer.offset - best.offset) > answer.uncertainty + best.uncertainty) this.#answers = [];
    this.#answers.push(answer);
    if (this.#answers.length > ClockOffset.#kept) this.#answers.shift();
  }

  /** The answer that took the least time is the best: `{ offset, uncertainty }` in ms, or null. */
  get best() {
    return this.#answers.reduce((best, one) => (best && best.uncertainty <= one.uncertainty ? best : one), null);
  }
}

/**
 * Reads RTP times as moments, by what the bridge says of its clocks over the control channel.
 *
 * Running time is the bridge's: milliseconds since it was made. The wall clock is that of the bridge's host, in
 * milliseconds since the Unix epoch.
 */
class MediaClock {
  #mapping = null; // the last `clock` message
  #wall = new WallClock();
  #measured = new ClockOffset();

  /** Whether this page and the bridge read the same wall clock; null while it is not known. */
  sameHost = null;

  /** Takes a message of the control channel; null when the connection is over. */
  take(message) {
    if (message?.type === 'pong') return this.#measured.take(message);
    this.#mapping = message;
    if (!message) {
      this.#measured = new ClockOffset();
      this.sameHost = null;
    }
  }

  /** When a frame was captured, in running time; null while it cannot be told. `kind`: video or audio. */
  runningTime(rtpTimestamp, kind = 'video') {
    const stream = this.#mapping?.streams.find((one) => one.kind === kind);
    if (!stream || rtpTimestamp === undefined) return null;
    // 32 bits begin again after 13 hours of video: of all times that the number can mean, the one nearest to now.
    const range = 2 ** 32 / stream.clockRate * 1_000;
    const time = ((rtpTimestamp - stream.rtpTimestamp) >>> 0) / stream.clockRate * 1_000;
    return time + Math.round((this.now() - time) / range) * range;
  }

  /** The RTP time of a frame, from its running time in nanoseconds; null while it cannot be told. */
  rtpTimestamp(nanoseconds, name) {
    const stream = this.#mapping?.streams.find((one) => one.name === name);
    if (!stream) return null;
    // Rounded down, as the payloader does; in two parts, because a number holds 53 bits exactly.
    const seconds = Math.floor(nanoseconds / 1e9);
    const units = seconds * stream.clockRate + Math.floor((nanoseconds - seconds * 1e9) * stream.clockRate / 1e9);
    return (stream.rtpTimestamp + units) % 2 ** 32;
  }

  /** The same moment on the wall clock of the bridge's host. */
  wallClock(runningTime) {
    return this.#mapping && runningTime !== null ? this.#mapping.wallClock + runningTime : null;
  }

  /** The running time now, or at a moment of `performance.now()`; null while it cannot be told. */
  now(moment = performance.now()) {
    if (!this.#mapping) return null;
    const measured = this.sameHost ? null : this.#measured.best;
    return moment + (measured ? measured.offset : this.#wall.origin - this.#mapping.wallClock);
  }

  /** The `id` of the video's rendition in the status; undefined while it is not known. */
  get rendition() {
    return this.#mapping?.streams.find(({ kind }) => kind === 'video')?.rendition;
  }

  /** For how long this browser was told to hold frames back at least, in ms. */
  get minimumDelay() {
    const delay = this.#mapping?.minimumDelay;
    return delay > 0 ? delay : 0;
  }

  /** How far `now()` may be off, in ms; null while it cannot be told. */
  get uncertainty() {
    if (!this.#mapping) return null;
    return this.sameHost ? 0 : this.#measured.best?.uncertainty ?? null;
  }
}
