'use strict';

/** What the pipeline's elements say: a list, the newest first, that can be paused, filtered and copied. */
class EventList {
  static #memory = 500;
  static #letters = 1 << 20; // of all texts together
  static #rowLetters = 300;

  #frames;
  #events = [];
  #held = 0; // letters
  #missed = 0; // by this page, from the gaps in the numbers
  #dropped = { events: 0, messages: 0 }; // by the program
  #next = null; // the number that comes next
  #timer = 0;
  #paused = false;
  #count = element('span', { id: 'event-count', class: 'number' }, '0');
  #lost = element('span', { id: 'events-dropped', class: 'quiet' });
  #pause = element('button', { type: 'button', id: 'pause-events', class: 'button', 'aria-pressed': 'false' }, 'Pause');
  #filter = element('input', { type: 'search', id: 'event-filter', placeholder: 'Filter', 'aria-label': 'Filter events' });
  #copy = element('button', { type: 'button', id: 'copy-events', class: 'button' }, 'Copy');
  #rows = element('ol', { id: 'event-list', tabindex: 0, 'aria-label': 'Events, the newest first' });

  constructor(frames) {
    this.#frames = frames;
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
    if (this.#next !== null && event.number > this.#next) this.#missed += event.number - this.#next;
    this.#next = event.number + 1;
    const { date, element: source, name } = event;
    const text = JSON.stringify(event.content) ?? '';
    this.#events.unshift({ date, element: source, name, text });
    this.#held += text.length;
    while (this.#events.length > EventList.#memory || (this.#held > EventList.#letters && this.#events.length > 1)) {
      this.#held -= this.#events.pop().text.length;
    }
    // However fast they come, the page writes four times a second.
    this.#timer ||= setTimeout(() => this.#frames.write(this.#show), 250);
  }

  #show = () => {
    this.#timer = 0;
    this.root.hidden = false;
    this.#count.textContent = this.#next;
    this.#showLost();
    if (!this.#paused) this.#write();
  };

  /** Once a second. `status.metadata` counts for the whole program. */
  show(status) {
    const { droppedEvents = 0, droppedMessages = 0 } = status?.metadata ?? {};
    this.#dropped = { events: droppedEvents, messages: droppedMessages };
    this.#showLost();
  }

  #showLost() {
    // What the program dropped is missing here too, and must not count twice.
    const lost = Math.max(this.#missed, this.#dropped.events) + this.#dropped.messages;
    this.#lost.textContent = lost ? `${lost} dropped` : '';
    if (lost) this.root.hidden = false;
  }

  #chosen() {
    const wanted = this.#filter.value.trim().toLowerCase();
    return wanted ? this.#events.filter((event) => EventList.#line(event).toLowerCase().includes(wanted)) : this.#events;
  }

  #write() {
    if (!this.root.open) return;
    this.#rows.replaceChildren(...this.#chosen().slice(0, 200).map((event) => element('li', {},
      element('time', { datetime: new Date(event.date).toISOString() }, EventList.#clock(event.date)),
      element('b', {}, event.element), element('span', {}, event.name), element('code', {}, EventList.#short(event.text)))));
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.#pause.setAttribute('aria-pressed', this.#paused);
    this.#pause.textContent = this.#paused ? 'Go on' : 'Pause';
    if (!this.#paused) this.#write();
  }

  async #copyAll() {
    const copied = await copyText(this.#chosen().map(EventList.#line).join('\n'));
    if (!copied) getSelection().selectAllChildren(this.#rows);
    this.#copy.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => { this.#copy.textContent = 'Copy'; }, 1_500);
  }

  static #line({ date, element: source, name, text }) {
    return `${EventList.#clock(date)} ${source} ${name} ${text}`;
  }

  /** In full it is what the copy button gives. */
  static #short(text) {
    return text.length > EventList.#rowLetters ? `${text.slice(0, EventList.#rowLetters)}…` : text;
  }

  static #clock(date) {
    return new Date(date).toLocaleTimeString([], { hour12: false }) + `.${String(Math.floor(date) % 1000).padStart(3, '0')}`;
  }
}
