'use strict';

/** What the pipeline's elements say: a list, the newest first, that can be paused, filtered and copied. */
class EventList {
  static #memory = 500;

  #events = [];
  #dropped = 0;
  #next = null; // the number that comes next
  #timer = 0;
  #paused = false;
  #count = element('span', { id: 'event-count', class: 'number' }, '0');
  #lost = element('span', { id: 'events-dropped', class: 'quiet' });
  #pause = element('button', { type: 'button', id: 'pause-events', class: 'button', 'aria-pressed': 'false' }, 'Pause');
  #filter = element('input', { type: 'search', id: 'event-filter', placeholder: 'Filter', 'aria-label': 'Filter events' });
  #copy = element('button', { type: 'button', id: 'copy-events', class: 'button' }, 'Copy');
  #rows = element('ol', { id: 'event-list', tabindex: 0, 'aria-label': 'Events, the newest first' });

  constructor() {
    this.root = element('details', { class: 'panel events', id: 'events', hidden: true },
      element('summary', {}, 'Events ', this.#count, ' ', this.#lost),
      element('div', { class: 'panel-body' }, this.#pause, this.#filter, this.#copy),
      this.#rows);
    this.#pause.addEventListener('click', () => this.#toggle());
    this.#filter.addEventListener('input', () => this.#write());
    this.#copy.addEventListener('click', () => this.#copyAll());
    this.root.addEventListener('toggle', () => this.#write());
  }

  /** Takes one event of `/api/events`. */
  take(event) {
    if (!Number.isFinite(event?.number)) return;
    // Another run of the program counts from 0 again.
    if (this.#next !== null && event.number > this.#next) this.#dropped += event.number - this.#next;
    this.#next = event.number + 1;
    const text = JSON.stringify(event.content);
    this.#events.unshift({ ...event, text, line: `${EventList.#clock(event.date)} ${event.element} ${event.name} ${text}` });
    if (this.#events.length > EventList.#memory) this.#events.length = EventList.#memory;
    this.root.hidden = false;
    this.#count.textContent = this.#next;
    // However fast they come, the page writes four times a second.
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      this.#lost.textContent = this.#dropped ? `${this.#dropped} dropped` : '';
      if (!this.#paused) this.#write();
    }, 250);
  }

  #chosen() {
    const wanted = this.#filter.value.trim().toLowerCase();
    return wanted ? this.#events.filter(({ line }) => line.toLowerCase().includes(wanted)) : this.#events;
  }

  #write() {
    if (!this.root.open) return;
    this.#rows.replaceChildren(...this.#chosen().slice(0, 200).map((event) => element('li', {},
      element('time', { datetime: new Date(event.date).toISOString() }, EventList.#clock(event.date)),
      element('b', {}, event.element), element('span', {}, event.name), element('code', {}, event.text))));
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.#pause.setAttribute('aria-pressed', this.#paused);
    this.#pause.textContent = this.#paused ? 'Go on' : 'Pause';
    if (!this.#paused) this.#write();
  }

  async #copyAll() {
    const copied = await copyText(this.#chosen().map(({ line }) => line).join('\n'));
    if (!copied) getSelection().selectAllChildren(this.#rows);
    this.#copy.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => { this.#copy.textContent = 'Copy'; }, 1_500);
  }

  static #clock(date) {
    return new Date(date).toLocaleTimeString([], { hour12: false }) + `.${String(Math.floor(date) % 1000).padStart(3, '0')}`;
  }
}
