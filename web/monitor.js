'use strict';

/** The picture, and over it the state in words. */
class Monitor {
  #message = element('p', { class: 'headline' });
  #detail = element('p', { class: 'detail' });
  #retry = element('button', { type: 'button', id: 'retry', class: 'button' }, 'Try again');
  #announcer = element('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #announced = '';

  constructor({ retry }, metadata, detections) {
    this.video = element('video', { id: 'video', playsinline: true, autoplay: true, 'aria-label': 'The pipeline, live' });
    // As attributes these have no effect on an element made by a script.
    this.video.muted = true;
    this.video.disableRemotePlayback = true;
    this.frames = new FrameClock(this.video);
    this.overlay = new Overlay(this.video, this.frames, metadata, detections);
    this.controls = new Controls(this, (text) => this.announce(text));
    this.root = element('section', { class: 'monitor', 'aria-label': 'Monitor' },
      this.video,
      this.overlay.root,
      element('div', { class: 'overlay' },
        element('div', { id: 'overlay-message' }, this.#message, this.#detail),
        this.#retry),
      this.controls.root,
      this.#announcer);
    this.#retry.addEventListener('click', retry);
    this.#hideControlsWhenIdle();
  }

  play(stream) {
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    this.video.play().catch((error) => {
      if (error.name !== 'NotAllowedError') return;
      // Sound needs a click in this page first; a picture without it is better than none.
      this.video.muted = true;
      this.video.play().catch(() => {});
    });
  }

  show({ word, message, detail, retry }) {
    this.root.dataset.state = word;
    Monitor.#write(this.#message, message);
    Monitor.#write(this.#detail, detail ?? '');
    this.#retry.hidden = !retry;
    // A countdown is for the eye: read aloud, it would never stop.
    if (word === this.#announced) return;
    this.#announced = word;
    this.announce([message || stateLabels[word], detail].filter(Boolean).join('. '));
  }

  announce(text) {
    this.#announcer.textContent = text;
  }

  static #write(node, text) {
    if (node.textContent !== text) node.textContent = text;
    node.hidden = !text;
  }

  #hideControlsWhenIdle() {
    let timer = 0;
    const wake = () => {
      delete this.root.dataset.idle;
      clearTimeout(timer);
      timer = setTimeout(() => { this.root.dataset.idle = ''; }, 3_000);
    };
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) this.root.addEventListener(type, wake);
    wake();
  }
}
