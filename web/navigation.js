'use strict';

/** Pointer and keys over the picture, sent into the pipeline while it is switched on (`--control`). */
class Navigation {
  // Where the buttons stand in `MouseEvent.buttons`, in the order of GStreamer's numbers, from 1.
  static #masks = [1, 4, 2, 8, 16];

  #video;
  #send;
  #touches = new Map(); // pointer → its number
  #buttons = 0; // of the mouse, those that the pipeline knows to be down
  #keys = new Set(); // likewise
  #moves = new Map(); // pointer → its last move, which is sent with the next frame of the screen
  #last = { x: 0.5, y: 0.5 };

  /** `send(event)` takes one event; see `NavigationEvent` in docs/metadata.md. */
  constructor(monitor, send) {
    this.#video = monitor.video;
    this.#send = send;
    this.root = element('button', {
      type: 'button', id: 'navigate', class: 'control', 'aria-pressed': 'false', hidden: true,
      title: 'Send pointer and keys into the pipeline (Escape ends it)',
    }, 'Interact');
    this.root.addEventListener('click', () => this.toggle());
    const video = this.#video;
    video.tabIndex = -1;
    for (const type of ['pointerdown', 'pointermove', 'pointerup']) {
      video.addEventListener(type, (event) => this.#point(event));
    }
    video.addEventListener('pointercancel', () => this.#letGo());
    video.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    video.addEventListener('contextmenu', (event) => { if (this.on) event.preventDefault(); });
    for (const [type, name] of [['keydown', 'key-down'], ['keyup', 'key-up']]) {
      // Before the page's own keys.
      document.addEventListener(type, (event) => this.#key(event, name), { capture: true });
    }
    // What is released in another window is not heard of here.
    addEventListener('blur', () => this.#letGo());
  }

  get on() {
    return this.root.getAttribute('aria-pressed') === 'true';
  }

  show(status) {
    this.root.hidden = !status?.control;
    if (this.root.hidden && this.on) this.toggle();
  }

  toggle() {
    const on = !this.on;
    this.#letGo();
    this.root.setAttribute('aria-pressed', on);
    this.#video.style.touchAction = on ? 'none' : '';
    if (on) this.#video.focus();
  }

  /** Nothing stays pressed in the pipeline that is not so here. */
  #letGo() {
    this.#flush();
    this.#release(0);
    if (this.#touches.size) this.#send({ event: 'touch-cancel' });
    this.#touches.clear();
    for (const key of this.#keys) this.#send({ event: 'key-up', key });
    this.#keys.clear();
  }

  #point(event) {
    if (!this.on) return;
    if (event.type !== 'pointermove') event.preventDefault();
    const isDown = this.#buttons !== 0 || this.#touches.has(event.pointerId);
    const point = this.#place(event, isDown);
    if (!point) {
      // There is no picture any more.
      if (event.type === 'pointerup') this.#letGo();
      return;
    }
    this.#last = point;
    if (event.pointerType === 'mouse') this.#mouse(event, point);
    else this.#touch(event, point);
    // Outside of the picture too, a drag goes on and a release is heard of.
    if (event.type === 'pointerdown') this.#video.setPointerCapture(event.pointerId);
  }

  /** A second button comes and goes in a `pointermove`, so what is pressed is read from `buttons`. */
  #mouse({ type, pointerId, buttons }, point) {
    if (buttons !== this.#buttons) this.#flush();
    this.#release(buttons);
    for (const [index, mask] of Navigation.#masks.entries()) {
      if (!(buttons & ~this.#buttons & mask)) continue;
      // A button that went down elsewhere is dragging something of the page.
      if (type === 'pointermove' && this.#buttons === 0) continue;
      this.#buttons |= mask;
      this.#send({ event: 'press', button: index + 1, ...point });
    }
    if (type === 'pointermove') this.#move(pointerId, { event: 'move', ...point });
  }

  /** Of the buttons that are down, all but these. */
  #release(buttons) {
    for (const [index, mask] of Navigation.#masks.entries()) {
      if (this.#buttons & ~buttons & mask) this.#send({ event: 'release', button: index + 1, ...this.#last });
    }
    this.#buttons &= buttons;
  }

  #touch({ type, pointerId, pressure }, point) {
    if (type === 'pointerdown') {
      const taken = [...this.#touches.values()];
      let free = 0;
      while (taken.includes(free)) free++;
      this.#touches.set(pointerId, free);
    }
    const identifier = this.#touches.get(pointerId);
    if (identifier === undefined) return;
    if (type === 'pointermove') return this.#move(pointerId, { event: 'touch-move', identifier, pressure, ...point });
    this.#flush();
    if (type === 'pointerup') this.#touches.delete(pointerId);
    this.#send({ event: type === 'pointerup' ? 'touch-up' : 'touch-down', identifier, pressure, ...point });
  }

  /** At most one move each frame of the screen. */
  #move(pointer, event) {
    if (!this.#moves.size) requestAnimationFrame(() => this.#flush());
    this.#moves.set(pointer, event);
  }

  #flush() {
    for (const event of this.#moves.values()) this.#send(event);
    this.#moves.clear();
  }

  #wheel(event) {
    const point = this.on && this.#place(event);
    if (!point) return;
    event.preventDefault();
    this.#send({ event: 'scroll', deltaX: -event.deltaX, deltaY: -event.deltaY, ...point });
  }

  #key(event, name) {
    if (!this.on || event.target.closest('input, textarea, select')) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      if (name === 'key-down') this.toggle();
      return;
    }
    const key = keysym(event.key);
    if (!key) return;
    if (name === 'key-down') this.#keys.add(key);
    else this.#keys.delete(key);
    this.#send({ event: name, key });
  }

  /** As fractions of the picture, which may have bars at two of its sides. Beside it: null, or its edge. */
  #place({ clientX, clientY }, toEdge = false) {
    const box = this.#video.getBoundingClientRect();
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(box.width / videoWidth, box.height / videoHeight);
    if (!Number.isFinite(scale) || scale <= 0) return null;
    const x = 0.5 + (clientX - box.left - box.width / 2) / (videoWidth * scale);
    const y = 0.5 + (clientY - box.top - box.height / 2) / (videoHeight * scale);
    const [within, alongside] = [x, y].map((one) => Math.min(1, Math.max(0, one)));
    return toEdge || (within === x && alongside === y) ? { x: within, y: alongside } : null;
  }
}

/** The name of an X11 keysym for a key of the browser's (UI Events, `key`); null for what has none. */
function keysym(key) {
  const names = {
    Enter: 'Return', Backspace: 'BackSpace', Tab: 'Tab', Delete: 'Delete', Insert: 'Insert', Home: 'Home', End: 'End',
    PageUp: 'Page_Up', PageDown: 'Page_Down', ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down',
    Shift: 'Shift_L', Control: 'Control_L', Alt: 'Alt_L', Meta: 'Super_L', AltGraph: 'ISO_Level3_Shift', ' ': 'space',
  };
  if (names[key]) return names[key];
  if (/^F([1-9]|1[0-9]|2[0-4])$/.test(key) || /^[a-zA-Z0-9]$/.test(key)) return key;
  const characters = [...key];
  return characters.length === 1 ? `U${characters[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}` : null;
}
