'use strict';

/**
 * Plays the video, and knows when the browser wants a click for that: one that refuses `play()` (low power, strict
 * settings), or that has paused the video by itself. Event: `change`.
 */
class Playback extends EventTarget {
  #video;
  #isRefused = false;
  #wasBlocked = false;

  constructor(video) {
    super();
    this.#video = video;
    for (const type of ['play', 'playing', 'pause', 'emptied']) video.addEventListener(type, () => this.#look(type));
    // Some browsers pause what nobody sees.
    document.addEventListener('visibilitychange', () => { if (!document.hidden && this.blocked) this.#play(); });
  }

  /** Whether nothing moves until the person wants it. */
  get blocked() {
    return this.#isRefused && this.#video.paused && Boolean(this.#video.srcObject?.active);
  }

  /** Shows a stream. In place of another one that still plays, its tracks take over without a gap. */
  show(stream) {
    const shown = this.#video.srcObject;
    if (shown && shown !== stream && shown.active) Playback.#exchange(shown, stream);
    else if (shown !== stream) this.#video.srcObject = stream;
    this.#play();
  }

  /** The person wants to see it. */
  resume() {
    this.#play();
  }

  static #exchange(shown, stream) {
    const before = shown.getTracks();
    const after = stream.getTracks();
    for (const track of after) if (!before.includes(track)) shown.addTrack(track);
    for (const track of before) if (!after.includes(track)) shown.removeTrack(track);
  }

  async #play() {
    try {
      await this.#video.play();
    } catch (error) {
      if (error.name !== 'NotAllowedError') return;
      // Sound needs a click in this page first; a picture without it is better than none.
      this.#video.muted = true;
      try {
        await this.#video.play();
      } catch (again) {
        this.#isRefused = this.#isRefused || again.name === 'NotAllowedError';
      }
    }
    this.#look();
  }

  #look(type) {
    const { paused, ended, srcObject } = this.#video;
    // At the end of a connection its stream ends, which is no pause.
    if (type === 'pause' && paused && !ended && srcObject?.active) this.#isRefused = true;
    if (!paused) this.#isRefused = false;
    if (this.blocked === this.#wasBlocked) return;
    this.#wasBlocked = this.blocked;
    this.dispatchEvent(new Event('change'));
  }
}
