'use strict';

/**
 * The frames that a video really shows. Event: `frame`, with the callback's metadata, `now` and `time` as `detail`.
 * The only place that asks for frame callbacks.
 */
class FrameClock extends EventTarget {
  static #unhurried = 100; // ms; how long what is to be written waits for a frame

  #video;
  #handle = 0;
  #timer = 0;
  #pacing = new CallbackPacing();
  #writes = [];

  constructor(video) {
    super();
    this.#video = video;
    if (video.requestVideoFrameCallback) {
      // A new source may discard the callback that waited for the old one's next frame.
      video.addEventListener('loadstart', () => this.#ask());
      this.#ask();
    }
    // Sound alone has no frames, and old browsers no frame callbacks: time that passes must do.
    video.addEventListener('timeupdate', () => {
      if (!video.videoWidth || !video.requestVideoFrameCallback) this.#emit({});
    });
  }

  /** Changes the page with the next frame, or soon when none comes: a change between two frames can hold the second up. */
  write(write) {
    this.#writes.push(write);
    if (this.#writes.length === 1) setTimeout(() => this.#write(), FrameClock.#unhurried);
  }

  #ask() {
    clearTimeout(this.#timer);
    if (this.#handle) this.#video.cancelVideoFrameCallback(this.#handle);
    this.#handle = this.#video.requestVideoFrameCallback((now, metadata) => {
      // The callback's own time: `now` is when the browser began to draw.
      const frame = { now, time: performance.now(), ...metadata };
      this.#handle = 0;
      this.#emit(frame);
      this.#write();
      this.#timer = setTimeout(() => this.#ask(), this.#pacing.next(frame));
    });
  }

  #emit(metadata) {
    this.dispatchEvent(new CustomEvent('frame', { detail: metadata }));
  }

  #write() {
    for (const write of this.#writes.splice(0)) write();
  }
}
