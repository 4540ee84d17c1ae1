'use strict';

/** One property of an element, with what it is set by. */
class TuningControl {
  #property;
  #input;
  #output;
  #holds = false; // a pointer is down on it
  #refused = false;

  /** `change(control, value)` takes what a person sets; undefined stands for what is no number. */
  constructor(name, property, change) {
    this.element = name;
    this.name = property.name;
    const id = `tune-${name}-${property.name}`;
    this.#input = TuningControl.#make(property, id);
    this.#output = ['integer', 'number'].includes(property.kind) ? element('output', { for: id }) : '';
    this.root = element('label', { class: 'tune', title: property.description },
      element('span', {}, property.name), this.#input, this.#output);
    this.#property = property;
    this.#write();
    const input = this.#input;
    input.addEventListener(input.type === 'range' ? 'input' : 'change', () => {
      const value = this.#value;
      if (this.#output && value !== undefined) this.#output.textContent = String(value);
      this.#refused = false;
      change(this, value);
    });
    // Not every browser gives a slider the focus that is dragged.
    if (input.type === 'range') {
      input.addEventListener('pointerdown', () => { this.#holds = true; });
      for (const type of ['pointerup', 'pointercancel']) input.addEventListener(type, () => this.#release());
    }
    input.addEventListener('blur', () => setTimeout(() => this.#release()));
  }

  /** What was set and is under way is newer than anything that the pipeline says. */
  pending = false;

  /** Takes what the pipeline has. */
  show(property) {
    this.#property = property;
    this.#write();
  }

  /** The value is set. */
  keep(value) {
    this.#property = { ...this.#property, value };
  }

  /** The value is not set: what the pipeline has is seen again, where a person is not typing. */
  refuse() {
    this.#refused = true;
    this.#write();
  }

  #release() {
    this.#holds = false;
    this.#write();
  }

  get #value() {
    const input = this.#input;
    switch (this.#property.kind) {
      case 'boolean': return input.checked;
      case 'choices': return [...input.selectedOptions].map((option) => option.value);
      case 'choice': case 'string': return input.value;
      // An emptied box is no 0.
      default: return input.value.trim() === '' || !Number.isFinite(Number(input.value)) ? undefined : Number(input.value);
    }
  }

  /** What a person has in hand is not taken away. */
  get #isHeld() {
    if (this.#holds || this.pending) return true;
    return document.activeElement === this.#input && !(this.#refused && !['text', 'number'].includes(this.#input.type));
  }

  #write() {
    if (this.#isHeld) return;
    const { kind, value } = this.#property;
    const input = this.#input;
    if (kind === 'boolean') {
      input.checked = value === true;
    } else if (input.options) {
      const chosen = new Set([value].flat());
      for (const option of input.options) option.selected = chosen.has(option.value);
    } else {
      input.value = value ?? '';
    }
    if (this.#output) this.#output.textContent = String(value);
  }

  static #make({ kind, minimum, maximum, choices }, id) {
    switch (kind) {
      case 'boolean': return element('input', { type: 'checkbox', id });
      case 'choice':
      case 'choices': return element('select', { id, multiple: kind === 'choices' }, ...choices.map((choice) => element(
        'option', { value: choice.value, title: choice.label }, choice.value)));
      case 'string': return element('input', { type: 'text', id, maxlength: 4096 });
      default: {
        // A slider over four thousand million steps can not be held: a box with the number then.
        const slides = maximum - minimum <= 10_000;
        return element('input', {
          type: slides ? 'range' : 'number', id, min: minimum, max: maximum, step: kind === 'integer' ? 1 : 'any',
        });
      }
    }
  }
}

/** Sliders, switches and lists for the elements that the pipeline names, when the program allows that (`--control`). */
class TuningPanel {
  static #patience = 2_000;

  #commands;
  #known = null; // the revision and state of what is shown or asked for
  #shape = null; // which elements and properties there are, as text
  #controls = new Map();
  #waiting = new Map(); // control → the newest value, which is sent when the one before has arrived
  #sends = false;
  #asked = new Map(); // id of a question whose answer comes as a message → who waits for it
  #questions = 0;
  #reason = ''; // what the problem is about: load or set
  #body = element('div', { class: 'tuned' });
  #problem = element('p', { id: 'tuning-problem', class: 'problem', role: 'alert', hidden: true });

  /**
   * `commands`: elements(id), and set(element, property, value, id), both async; undefined when the answer is a message
   * with that id.
   */
  constructor(commands) {
    this.#commands = commands;
    this.root = element('details', { class: 'panel tuning', id: 'tuning', hidden: true },
      element('summary', {}, 'Tuning'), this.#problem, this.#body);
  }

  /** Once a second: what somebody else has changed is seen here too. */
  show(status, reachable) {
    const control = status?.control;
    this.root.hidden = !control;
    // Who answers next may be another program, whose revisions say nothing about what is shown.
    if (!control || !reachable) {
      this.#known = null;
      return;
    }
    const wanted = `${control.revision} ${status.state}`;
    if (wanted !== this.#known) this.#load(wanted);
  }

  async #load(wanted) {
    this.#known = wanted;
    try {
      const elements = await this.#ask((id) => this.#commands.elements(id));
      if (elements && this.#known === wanted) this.#show(elements);
    } catch (error) {
      this.#say(error.message, 'load');
      if (this.#known === wanted) this.#known = null;
    }
  }

  /** The answer to either question. */
  take(elements, id) {
    this.#show(elements);
    this.#asked.get(id)?.resolve();
  }

  /** Something was not changed, or the elements were not told. */
  refuse(reason, id) {
    this.#known = null;
    const asked = this.#asked.get(id);
    if (asked) asked.reject(new Error(reason));
    else this.#say(reason, 'set');
  }

  #show(elements) {
    if (!Array.isArray(elements)) return;
    const shape = JSON.stringify(elements.map(({ name, factory, properties }) => [name, factory,
      properties.map((one) => [one.name, one.kind, one.minimum, one.maximum, one.choices])]));
    if (shape !== this.#shape) this.#build(elements);
    this.#shape = shape;
    for (const { name, properties } of elements) {
      for (const property of properties) this.#controls.get(`${name} ${property.name}`).show(property);
    }
    this.#say('', 'load');
  }

  #build(elements) {
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.id : '';
    this.#controls.clear();
    this.#waiting.clear();
    this.#body.replaceChildren(...elements.map((one) => element('fieldset', {},
      element('legend', {}, `${one.name} (${one.factory})`),
      ...one.properties.map((property) => {
        const control = new TuningControl(one.name, property, (...change) => this.#change(...change));
        this.#controls.set(`${one.name} ${property.name}`, control);
        return control.root;
      }))));
    if (!elements.length) {
      this.#body.append(element('p', { class: 'quiet' }, 'Nothing to tune: name an element in the pipeline with name=, and start it.'));
    }
    if (focused) document.getElementById(focused)?.focus();
  }

  #change(control, value) {
    if (value === undefined) return this.#say(`${control.element}: ${control.name} takes a number`, 'set');
    this.#waiting.set(control, value);
    control.pending = true;
    if (!this.#sends) this.#send();
  }

  /** One after the other: of two under way at once, the older one could be the last to arrive. */
  async #send() {
    this.#sends = true;
    while (this.#waiting.size) {
      const [[control, value]] = this.#waiting;
      this.#waiting.delete(control);
      let problem = null;
      try {
        await this.#ask((id) => this.#commands.set(control.element, control.name, value, id));
      } catch (error) {
        problem = error.message;
      }
      control.pending = this.#waiting.has(control);
      this.#say(problem === null ? '' : `${control.element}: ${problem}`, 'set');
      if (problem === null) control.keep(value);
      else control.refuse();
    }
    this.#sends = false;
  }

  /** What `question` gives; nothing when the answer is a message. A connection that ends brings none. */
  async #ask(question) {
    const id = ++this.#questions;
    const answer = new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      setTimeout(resolve, TuningPanel.#patience);
    });
    // Over HTTP nobody waits for it, and what is refused may be something else.
    answer.catch(() => {});
    try {
      return await question(id) ?? await answer;
    } finally {
      this.#asked.delete(id);
    }
  }

  #say(text, reason) {
    if (!text && reason !== this.#reason) return;
    this.#reason = reason;
    this.#problem.textContent = text;
    this.#problem.hidden = !text;
  }
}
