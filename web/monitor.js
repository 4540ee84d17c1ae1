'use strict';

/** The picture, and over it the state in words. */
class Monitor {
  #message = element('p', { class: 'headline' });
  #detail = element('p', { class: 'detail' });
  #retry = element('button', { type: 'button', id: 'retry', class: 'button' }, 'Try again');
  #play = element('button', { type: 'button', id: 'play', class: 'button', hidden: true }, icon('start'), 'Play');
  #notices = element('ul', { id: 'notices', 'aria-label': 'Notices', hidden: true });
  #announcer = element('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #announced = '';
  #noticed = ''; // the kinds of the notices that were read aloud

  constructor({ retry }, metadata, detections) {
    this.video = element('video', { id: 'video', playsinline: true, autoplay: true, 'aria-label': 'The pipeline, live' });
    // As attributes these have no effect on an element made by a script.
    this.video.muted = true;
    this.video.disableRemotePlayback = true;
    this.playback = new Playback(this.video);
    this.frames = new FrameClock(this.video);
    this.overlay = new Overlay(this.video, this.frames, metadata, detections);
    this.controls = new Controls(this, (text) => this.announce(text));
    this.root = element('section', { class: 'monitor', 'aria-label': 'Monitor' },
      this.video,
      this.overlay.root,
      element('div', { class: 'overlay' },
        element('div', { id: 'overlay-message' }, this.#message, this.#detail),
        this.#play,
        this.#retry,
        this.#notices),
      this.controls.root,
      this.#announcer);
    this.#retry.addEventListener('click', retry);
    this.#play.addEventListener('click', () => this.playback.resume());
    this.video.addEventListener('click', () => { if (this.playback.blocked) this.playback.resume(); });
    this.#hideControlsWhenIdle();
  }

  show({ word, message, detail, retry }, notices) {
    this.root.dataset.state = word;
    this.#play.hidden = word !== 'paused';
    this.#notice(notices);
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

  #notice(notices) {
    const rows = [...this.#notices.children];
    notices.forEach(({ text }, index) => {
      if (index < rows.length) Monitor.#write(rows[index], text);
      else this.#notices.append(element('li', {}, text));
    });
    for (const row of rows.slice(notices.length)) row.remove();
    this.#notices.hidden = notices.length === 0;
    // Seconds that pass are for the eye.
    const kinds = notices.map(({ kind }) => kind).join(' ');
    if (kinds === this.#noticed) return;
    this.#noticed = kinds;
    if (kinds) this.announce(notices.map(({ text }) => text).join('. '));
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
