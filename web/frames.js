'use strict';

/**
 * The frames that a video really shows. Event: `frame`, with the callback's metadata, `now` and `time` as `detail`.
 * The only place that asks for frame callbacks.
 */
class FrameClock extends EventTarget {
  #video;
  #handle = 0;

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

  #ask() {
    if (this.#handle) this.#video.cancelVideoFrameCallback(this.#handle);
    this.#handle = this.#video.requestVideoFrameCallback((now, metadata) => {
      // The callback's own time: `now` is when the browser began to draw.
      const time = performance.now();
      this.#handle = 0;
      this.#ask();
      this.#emit({ now, time, ...metadata });
    });
  }

  #emit(metadata) {
    this.dispatchEvent(new CustomEvent('frame', { detail: metadata }));
  }
}
