'use strict';

/**
 * The frames that a video really shows. Event: `frame`, with the callback's metadata as `detail`.
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
      this.#handle = 0;
      this.#ask();
      this.#emit({ now, ...metadata });
    });
  }

  #emit(metadata) {
    this.dispatchEvent(new CustomEvent('frame', { detail: metadata }));
  }
}
