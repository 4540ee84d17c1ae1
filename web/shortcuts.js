'use strict';

/** The keys, and the list of them that `?` shows. */
class Shortcuts {
  #player;
  #dialog;

  constructor(player) {
    this.#player = player;
    const close = element('button', { type: 'button', class: 'button' }, 'Close');
    const heading = element('h2', { id: 'keys-heading' }, 'Keys');
    this.#dialog = element('dialog', { id: 'keys', 'aria-labelledby': 'keys-heading' }, heading, this.#list(), close);
    document.body.append(this.#dialog);
    close.addEventListener('click', () => this.#dialog.close());
    document.querySelector('#help')?.addEventListener('click', () => this.#help());
    document.addEventListener('keydown', (event) => this.#press(event));
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.#dialog.open) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    // Space and Enter belong to the button that has the focus.
    if ([' ', 'Enter'].includes(event.key) && event.target.closest('button, summary, a')) return;
    const action = this.#action(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }

  #action(key) {
    const { transport, detections, recorder, monitor: { controls, playback } } = this.#player;
    // A picture that waits for the person is not a pipeline that is to be stopped for everybody.
    if (playback.blocked && [' ', 'k', 'Enter'].includes(key) && !transport.isStopped) return () => playback.resume();
    switch (key.toLowerCase()) {
      case ' ': case 'k': return () => transport.toggle();
      case 'f': return () => controls.toggleFullscreen();
      case 'p': return () => controls.togglePictureInPicture();
      case 's': return () => controls.saveStill();
      case 'r': return () => recorder.toggle();
      case 'b': return () => detections.toggle();
      case 'm': return () => controls.toggleSound();
      case 'h': return () => this.#player.figures.toggle();
      case '?': return () => this.#help();
      default: return null;
    }
  }

  #help() {
    this.#dialog.showModal();
  }

  #list() {
    const rows = [
      [['space', 'k'], 'Start or stop the pipeline'],
      [['f'], 'Full screen'],
      [['p'], 'Picture in picture'],
      [['s'], 'Save a still'],
      [['m'], 'Sound on or off'],
      [['h'], 'Figures on or off'],
      [['b'], 'Boxes on or off'],
      [['r'], 'Record, and save the recording'],
      [['?'], 'This list'],
    ];
    return element('dl', {}, ...rows.map(([keys, meaning]) => element('div', {},
      element('dt', {}, ...keys.map((key) => element('kbd', {}, key))),
      element('dd', {}, meaning))));
  }
}
