'use strict';

/** Starts and stops the pipeline, and says what it is doing. */
class Transport {
  #commands;
  #start = Transport.#button('start', 'Start');
  #stop = Transport.#button('stop', 'Stop');
  #state = element('span', { id: 'state', class: 'pill' }, stateLabels.connecting);
  #frames = element('span', { id: 'frames', class: 'number' }, '–');
  #dropped = element('span', { id: 'frames-dropped', class: 'number' }, '–');
  #rate = element('span', { id: 'rate', class: 'number' }, '–');
  #running = element('span', { id: 'running', class: 'number' }, '–');
  #counted = null; // { frames, uptime } about a second ago
  #problem = element('p', { id: 'transport-message', class: 'problem', role: 'alert', hidden: true });
  #asked = null; // { name, state } of a command whose effect has not been seen yet
  #status = null;
  #reachable = false;

  constructor(commands) {
    this.#commands = commands;
    this.root = element('section', { class: 'transport', 'aria-label': 'Transport' },
      element('div', { class: 'buttons', role: 'group', 'aria-label': 'Pipeline' }, this.#start, this.#stop),
      this.#state,
      Transport.#reading('Frames', this.#frames),
      Transport.#reading('Dropped', this.#dropped),
      Transport.#reading('Rate', this.#rate),
      Transport.#reading('Running', this.#running),
      this.#problem);
    this.#start.addEventListener('click', () => this.start());
    this.#stop.addEventListener('click', () => this.stop());
  }

  start() {
    if (!this.#start.disabled && !this.#asked) this.#ask('start');
  }

  stop() {
    if (!this.#stop.disabled && !this.#asked) this.#ask('stop');
  }

  get isStopped() {
    return ['stopped', 'idle', 'ended', 'failed'].includes(this.#status?.state);
  }

  toggle() {
    if (this.#stop.disabled) this.start();
    else this.stop();
  }

  show({ label }, status, reachable) {
    if (this.#state.dataset.state !== label) {
      this.#state.dataset.state = label;
      this.#state.textContent = stateLabels[label];
    }
    this.#reachable = reachable;
    this.#status = status;
    this.#frames.textContent = status?.frames ?? '–';
    this.#dropped.textContent = status?.renditions?.reduce((sum, { dropped = 0 }) => sum + dropped, 0) ?? '–';
    this.#running.textContent = Transport.#clock(status?.running);
    this.#showRate(status);
    if (this.#asked && (!reachable || status?.state !== this.#asked.state)) this.#asked = null;
    this.#enable();
  }

  /** Frames of the pipeline in a second, from two statuses at least half a second apart. */
  #showRate(status) {
    const before = this.#counted;
    if (!status || !(status.uptime >= before?.uptime)) this.#counted = status;
    else if (status.uptime - before.uptime >= 0.5) {
      const rate = (status.frames - before.frames) / (status.uptime - before.uptime);
      this.#rate.textContent = `${rate.toFixed(1)} fps`;
      this.#counted = status;
    }
  }

  async #ask(name) {
    const asked = { name, state: this.#status?.state };
    this.#asked = asked;
    this.#problem.hidden = true;
    this.#enable();
    try {
      await this.#commands[name]();
      // A command that changes nothing must not leave its button waiting.
      setTimeout(() => this.#settle(asked), 2_000);
    } catch (error) {
      this.#problem.textContent = `${name === 'start' ? 'Start' : 'Stop'}: ${Transport.#words(error)}`;
      this.#problem.hidden = false;
      this.#settle(asked);
    }
  }

  #settle(asked) {
    if (this.#asked !== asked) return;
    this.#asked = null;
    this.#enable();
  }

  #enable() {
    const state = this.#status?.state;
    const focused = document.activeElement;
    this.#start.disabled = !(this.#reachable && ['stopped', 'idle', 'retrying', 'ended', 'failed'].includes(state));
    this.#stop.disabled = !(this.#reachable && ['starting', 'live', 'retrying'].includes(state));
    this.#start.toggleAttribute('aria-busy', this.#asked?.name === 'start');
    this.#stop.toggleAttribute('aria-busy', this.#asked?.name === 'stop');
    // A disabled button drops the focus: hand it to the one that can be pressed next.
    if (focused === this.#start && !this.#stop.disabled) this.#stop.focus();
    if (focused === this.#stop && !this.#start.disabled) this.#start.focus();
  }

  static #button(id, name) {
    return element('button', { type: 'button', id, class: 'button', disabled: true, title: `${name} (space)` },
      icon(id), name);
  }

  static #reading(name, value) {
    return element('p', { class: 'reading' }, element('span', { class: 'name' }, name), ' ', value);
  }

  static #words(error) {
    return error instanceof Refusal ? error.message : 'the program did not answer.';
  }

  static #clock(seconds) {
    if (!(seconds >= 0)) return '–';
    const two = (value) => String(Math.floor(value)).padStart(2, '0');
    return `${Math.floor(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}
