'use strict';

/**
 * What was detected in the frames, kept until they are shown. See docs/metadata.md.
 * Event: `found`, with the RTP time of the frame that something new is known of; null when it is held.
 */
class FrameMetadata extends EventTarget {
  // About eight seconds of 60 frames each: a message of a frame that never comes must not stay.
  static #memory = 512;
  // As many as the bridge itself lets through in one message.
  static #limit = 256;

  #clock;
  #frames = new Map(); // RTP time → regions
  #holding = new Map(); // source → { rtp, time, until, regions }, what holds for longer than its frame

  constructor(clock) {
    super();
    this.#clock = clock;
    this.seen = 0;
    this.dropped = 0;
  }

  /** Takes a message of the metadata channel; what is no such message is dropped. */
  take(message) {
    // From 104 days on a double tells nanoseconds in steps of two and more, which is little beside a tick of RTP's clock.
    if (message?.version !== 1 || !Array.isArray(message.regions)) return;
    if (!Number.isFinite(message.time) || message.time < 0) return;
    const rtp = this.#clock.rtpTimestamp(message.time, message.stream);
    if (rtp === null) return;
    const isHeld = message.duration > 0;
    const known = (isHeld ? this.#held(message) : this.#frames.get(rtp)) ?? [];
    const regions = message.regions.filter(FrameMetadata.#isRegion).slice(0, FrameMetadata.#limit - known.length);
    this.seen += regions.length;
    this.dropped += (message.dropped ?? 0) + message.regions.length - regions.length;
    if (isHeld) {
      const time = message.time / 1e6;
      const until = time + message.duration / 1e6;
      this.#holding.set(message.source ?? '', { rtp, time, until, regions: known.concat(regions) });
      if (this.#holding.size > 32) this.#holding.delete(this.#holding.keys().next().value);
    } else {
      this.#frames.set(rtp, known.concat(regions));
      if (this.#frames.size > FrameMetadata.#memory) this.#frames.delete(this.#frames.keys().next().value);
    }
    this.dispatchEvent(new CustomEvent('found', { detail: isHeld ? null : rtp }));
  }

  /** What the same source has said of the same frame: some post each region by itself. */
  #held({ source, time }) {
    const held = this.#holding.get(source ?? '');
    return held?.time === time / 1e6 ? held.regions : null;
  }

  /** The regions of the frame with this RTP time; those of an earlier frame are `held`. */
  regions(rtpTimestamp) {
    const own = this.#frames.get(rtpTimestamp) ?? [];
    const time = this.#clock.runningTime(rtpTimestamp);
    const held = [...this.#holding.values()]
      .filter((one) => time !== null && time >= one.time - 0.1 && time < one.until)
      .flatMap((one) => one.regions.map((region) => ({ ...region, held: one.rtp !== rtpTimestamp })));
    return own.concat(held);
  }

  clear() {
    this.#frames.clear();
    this.#holding.clear();
  }

  static #isRegion(region) {
    return ['x', 'y', 'width', 'height'].every((name) => Number.isFinite(region?.[name]));
  }
}
