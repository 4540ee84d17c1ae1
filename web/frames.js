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
  #writes = new Set();
  #deadline = 0;

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

  /**
   * Calls `write`, which changes the page, with the next frame, or soon when none comes: a change between two frames can
   * hold the second up. What waits already is called once.
   */
  write(write) {
    this.#writes.add(write);
    // Nobody sees frames of a page in the background, and timers there may take a minute.
    if (document.hidden) return this.#write();
    this.#deadline ||= setTimeout(() => this.#write(), FrameClock.#unhurried);
  }

  #ask() {
    clearTimeout(this.#timer);
    if (this.#handle) this.#video.cancelVideoFrameCallback(this.#handle);
    this.#handle = this.#video.requestVideoFrameCallback((now, metadata) => {
      // The callback's own time: `now` is when the browser began to draw.
      const frame = { now, time: performance.now(), ...metadata };
      this.#handle = 0;
      this.#timer = setTimeout(() => this.#ask(), this.#pacing.next(frame));
      this.#emit(frame);
      this.#write();
    });
  }

  #emit(metadata) {
    this.dispatchEvent(new CustomEvent('frame', { detail: metadata }));
  }

  #write() {
    clearTimeout(this.#deadline);
    this.#deadline = 0;
    for (const write of this.#writes) {
      this.#writes.delete(write);
      try {
        write();
      } catch (error) {
        reportError(error);
      }
    }
  }
}
