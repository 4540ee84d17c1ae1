'use strict';

/** What of the detections is drawn: on or off, which labels, from which confidence. Event: `change`. */
class Detections extends EventTarget {
  static #labelLimit = 64;

  #hidden = new Set();
  #labels = new Map(); // label → its number of regions
  #list = element('div', { class: 'labels', role: 'group', 'aria-label': 'Labels' });
  #count = element('span', { id: 'detection-count', class: 'number' }, '0');
  #lost = element('span', { id: 'detections-dropped', class: 'quiet' });
  #on = element('input', { type: 'checkbox', id: 'overlay-on', checked: true });
  #from = element('input', { type: 'range', id: 'confidence', min: 0, max: 100, value: 0, step: 1 });
  #fromText = element('output', { for: 'confidence' }, '0 %');

  constructor() {
    super();
    this.root = element('details', { class: 'panel detections', id: 'detections', hidden: true },
      element('summary', {}, 'Detections ', this.#count, ' ', this.#lost),
      element('div', { class: 'panel-body' },
        element('label', {}, this.#on, ' Draw boxes'),
        element('label', {}, 'Confidence from ', this.#from, this.#fromText),
        element('span', { class: 'quiet' }, 'Dashed: of an earlier frame'),
        this.#list));
    this.#on.addEventListener('change', () => this.#changed());
    this.#from.addEventListener('input', () => {
      this.#fromText.textContent = `${this.#from.value} %`;
      this.#changed();
    });
  }

  get on() {
    return this.#on.checked;
  }

  toggle() {
    this.#on.checked = !this.#on.checked;
    this.#changed();
  }

  shows({ label, confidence }) {
    const sure = Number.isFinite(confidence) ? confidence * (confidence <= 1 ? 100 : 1) : 100;
    return this.#on.checked && sure >= Number(this.#from.value) && !this.#hidden.has(label ?? '');
  }

  /** Notes what has come; called often, so it changes the page only for a label that is new. */
  note(regions) {
    for (const { label = '' } of regions) {
      const count = this.#labels.get(label);
      if (count === undefined) this.#add(label);
      if (this.#labels.has(label)) this.#labels.set(label, (count ?? 0) + 1);
    }
  }

  /** Once a second. `status.metadata` counts for the whole program. */
  show(status) {
    const { regions = 0, droppedRegions = 0, droppedEvents = 0, droppedMessages = 0, unsent = 0 } = status?.metadata ?? {};
    const places = Object.entries({ regions: droppedRegions, events: droppedEvents, messages: droppedMessages, unsent })
      .filter(([, count]) => count > 0);
    // That something was lost is told also where nothing has come.
    this.root.hidden = !regions && !this.#labels.size && !places.length;
    this.#count.textContent = regions;
    const lost = places.reduce((sum, [, count]) => sum + count, 0);
    this.#lost.textContent = lost ? `${lost} dropped (${places.map((place) => place.join(' ')).join(' · ')})` : '';
  }

  #add(label) {
    if (this.#labels.size >= Detections.#labelLimit) return;
    this.#labels.set(label, 0);
    const box = element('input', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => {
      if (box.checked) this.#hidden.delete(label);
      else this.#hidden.add(label);
      this.#changed();
    });
    this.#list.append(element('label', {}, box, ` ${label.slice(0, 80) || 'no label'}`));
    this.root.hidden = false;
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
