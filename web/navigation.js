'use strict';

/** Pointer and keys over the picture, sent into the pipeline while it is switched on (`--control`). */
class Navigation {
  #video;
  #send;
  #touches = new Map(); // pointer → its number
  #moved = null;

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
    video.addEventListener('pointerdown', (event) => this.#press(event, 'press', 'touch-down'));
    video.addEventListener('pointerup', (event) => this.#press(event, 'release', 'touch-up'));
    video.addEventListener('pointercancel', () => { if (this.on) this.#send({ event: 'touch-cancel' }); });
    video.addEventListener('pointermove', (event) => this.#move(event));
    video.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    video.addEventListener('contextmenu', (event) => { if (this.on) event.preventDefault(); });
    for (const [type, name] of [['keydown', 'key-down'], ['keyup', 'key-up']]) {
      // Before the page's own keys.
      document.addEventListener(type, (event) => this.#key(event, name), { capture: true });
    }
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
    this.root.setAttribute('aria-pressed', on);
    this.#video.style.touchAction = on ? 'none' : '';
    if (on) this.#video.focus();
  }

  #press(event, mouse, touch) {
    if (!this.on) return;
    event.preventDefault();
    const point = this.#point(event);
    if (!point) return;
    if (event.pointerType === 'mouse') return this.#send({ event: mouse, button: event.button + 1, ...point });
    if (touch === 'touch-down') this.#touches.set(event.pointerId, this.#touches.size);
    const identifier = this.#touches.get(event.pointerId) ?? 0;
    if (touch === 'touch-up') this.#touches.delete(event.pointerId);
    this.#send({ event: touch, identifier, pressure: event.pressure, ...point });
  }

  /** At most one move each frame of the screen. */
  #move(event) {
    if (!this.on) return;
    const point = this.#point(event);
    if (!point) return;
    const isTouch = event.pointerType !== 'mouse';
    if (isTouch && !this.#touches.has(event.pointerId)) return;
    const waits = this.#moved !== null;
    this.#moved = isTouch
      ? { event: 'touch-move', identifier: this.#touches.get(event.pointerId), pressure: event.pressure, ...point }
      : { event: 'move', ...point };
    if (waits) return;
    requestAnimationFrame(() => {
      this.#send(this.#moved);
      this.#moved = null;
    });
  }

  #wheel(event) {
    const point = this.on && this.#point(event);
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
    if (key) this.#send({ event: name, key });
  }

  /** As fractions of the picture, which may have bars at two of its sides; null beside it. */
  #point({ clientX, clientY }) {
    const box = this.#video.getBoundingClientRect();
    const { videoWidth, videoHeight } = this.#video;
    const scale = Math.min(box.width / videoWidth, box.height / videoHeight);
    if (!Number.isFinite(scale) || scale <= 0) return null;
    const x = 0.5 + (clientX - box.left - box.width / 2) / (videoWidth * scale);
    const y = 0.5 + (clientY - box.top - box.height / 2) / (videoHeight * scale);
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
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
