'use strict';

/** The buttons over the picture: sound, still, picture in picture, full screen. */
class Controls {
  #monitor;
  #video;
  #announce;
  #sound = Controls.#button('sound', 'Sound', 'm', 'muted');
  #still = Controls.#button('still', 'Save a still', 's', 'still');
  #pip = Controls.#button('pip', 'Picture in picture', 'p', 'pip');
  #fullscreen = Controls.#button('fullscreen', 'Full screen', 'f', 'fullscreen');

  constructor(monitor, announce) {
    this.#monitor = monitor;
    this.#video = monitor.video;
    this.#announce = announce;
    this.root = element('div', { class: 'controls', role: 'group', 'aria-label': 'Picture' },
      this.#sound, this.#still, this.#pip, this.#fullscreen);
    this.#sound.hidden = true;
    this.#still.disabled = true;
    this.#pip.disabled = true;
    this.#pip.hidden = !document.pictureInPictureEnabled;
    this.#fullscreen.hidden = !document.fullscreenEnabled && !this.#video.webkitEnterFullscreen;

    this.#sound.addEventListener('click', () => this.toggleSound());
    this.#still.addEventListener('click', () => this.saveStill());
    this.#pip.addEventListener('click', () => this.togglePictureInPicture());
    this.#fullscreen.addEventListener('click', () => this.toggleFullscreen());
    this.#video.addEventListener('dblclick', () => this.toggleFullscreen());
    this.#video.addEventListener('volumechange', () => this.#showSound());
    for (const type of ['loadedmetadata', 'resize', 'emptied']) {
      this.#video.addEventListener(type, () => this.#showPicture());
    }
    for (const type of ['enterpictureinpicture', 'leavepictureinpicture']) {
      this.#video.addEventListener(type, () => {
        this.#pip.setAttribute('aria-pressed', document.pictureInPictureElement === this.#video);
      });
    }
    document.addEventListener('fullscreenchange', () => {
      this.#fullscreen.setAttribute('aria-pressed', document.fullscreenElement === this.#monitor.root);
    });
    this.#showSound();
  }

  /** Which tracks there are is known only once the other side has answered. */
  offerSound(stream) {
    this.#sound.hidden = stream.getAudioTracks().length === 0;
  }

  toggleSound() {
    if (this.#sound.hidden) return;
    this.#video.muted = !this.#video.muted;
    this.#video.play().catch(() => {});
    this.#announce(this.#video.muted ? 'Sound off' : 'Sound on');
  }

  toggleFullscreen() {
    const root = this.#monitor.root;
    if (document.fullscreenElement) document.exitFullscreen();
    else if (root.requestFullscreen) root.requestFullscreen().catch(() => {});
    else this.#video.webkitEnterFullscreen?.(); // the iPhone knows full screen only for the video itself
  }

  togglePictureInPicture() {
    if (this.#pip.hidden || this.#pip.disabled) return;
    const change = document.pictureInPictureElement
      ? document.exitPictureInPicture()
      : this.#video.requestPictureInPicture();
    change.catch(() => this.#announce('The browser refused picture in picture'));
  }

  /** The frame on the screen, in the video's own size, with the boxes that are drawn on it. */
  async saveStill() {
    if (this.#still.disabled) return;
    const canvas = element('canvas', { width: this.#video.videoWidth, height: this.#video.videoHeight });
    this.#monitor.overlay.paint(canvas.getContext('2d'));
    const now = new Date();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    saveFile(blob, `still-${fileStamp(now)}.png`);
    this.#announce('Still saved');
  }

  #showSound() {
    const on = !this.#video.muted;
    this.#sound.setAttribute('aria-pressed', on);
    this.#sound.replaceChildren(icon(on ? 'sound' : 'muted'), element('span', {}, on ? 'Sound on' : 'Sound off'));
  }

  #showPicture() {
    const none = this.#video.videoWidth === 0;
    this.#still.disabled = none;
    this.#pip.disabled = none;
  }

  static #button(id, name, key, picture) {
    return element('button', {
      type: 'button', id, class: 'control', title: `${name} (${key})`, 'aria-label': name, 'aria-keyshortcuts': key,
    }, icon(picture));
  }
}
