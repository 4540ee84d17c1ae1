'use strict';

/** Sliders, switches and lists for the elements that the pipeline names, when the program allows that (`--control`). */
class TuningPanel {
  #commands;
  #revision = null;
  #state = null;
  #body = element('div', { class: 'tuned' });
  #problem = element('p', { id: 'tuning-problem', class: 'problem', role: 'alert', hidden: true });

  /** `commands`: elements() and set(element, property, value), async. */
  constructor(commands) {
    this.#commands = commands;
    this.root = element('details', { class: 'panel tuning', id: 'tuning', hidden: true },
      element('summary', {}, 'Tuning'), this.#problem, this.#body);
  }

  /** Once a second: what somebody else has changed is seen here too. */
  show(status) {
    const control = status?.control;
    this.root.hidden = !control;
    if (!control || (control.revision === this.#revision && status.state === this.#state)) return;
    this.#revision = control.revision;
    this.#state = status.state;
    this.#load();
  }

  async #load() {
    try {
      const elements = await this.#commands.elements();
      // Without a server they come later, as a message.
      if (elements) this.take(elements);
    } catch (error) {
      this.#say(error.message);
    }
  }

  take(elements) {
    if (Array.isArray(elements)) this.#write(elements);
  }

  refuse(reason) {
    this.#say(reason);
    this.#load();
  }

  #write(elements) {
    // What a person has in hand just now is not taken away.
    if (this.#body.contains(document.activeElement) && document.activeElement.matches('[type=text]')) return;
    const focused = document.activeElement?.id;
    this.#body.replaceChildren(...elements.map((one) => element('fieldset', {},
      element('legend', {}, `${one.name} (${one.factory})`),
      ...one.properties.map((property) => this.#property(one.name, property)))));
    if (!elements.length) {
      this.#body.append(element('p', { class: 'quiet' }, 'Nothing to tune: name an element in the pipeline with name=, and start it.'));
    }
    if (focused) document.getElementById(focused)?.focus();
  }

  #property(name, property) {
    const id = `tune-${name}-${property.name}`;
    const input = TuningPanel.#input(property, id);
    const output = property.kind === 'integer' || property.kind === 'number'
      ? element('output', { for: id }, String(property.value)) : '';
    const value = () => TuningPanel.#value(property, input);
    input.addEventListener(input.type === 'range' ? 'input' : 'change', () => {
      if (output) output.textContent = String(value());
      this.#set(name, property.name, value());
    });
    return element('label', { class: 'tune', title: property.description }, element('span', {}, property.name), input, output);
  }

  async #set(name, property, value) {
    try {
      await this.#commands.set(name, property, value);
      this.#say('');
    } catch (error) {
      this.#say(`${name}: ${error.message}`);
      this.#load();
    }
  }

  #say(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = !text;
  }

  static #input({ kind, value, minimum, maximum, choices }, id) {
    switch (kind) {
      case 'boolean': return element('input', { type: 'checkbox', id, checked: value });
      case 'choice':
      case 'choices': {
        const chosen = new Set([value].flat());
        return element('select', { id, multiple: kind === 'choices' }, ...choices.map((choice) => element('option',
          { value: choice.value, selected: chosen.has(choice.value), title: choice.label }, choice.value)));
      }
      case 'string': return element('input', { type: 'text', id, value: value ?? '', maxlength: 4096 });
      default: {
        // A slider over four thousand million steps can not be held: a box with the number then.
        const slides = maximum - minimum <= 10_000;
        const input = element('input', {
          type: slides ? 'range' : 'number', id, min: minimum, max: maximum, step: kind === 'integer' ? 1 : 'any',
        });
        input.value = value;
        return input;
      }
    }
  }

  static #value({ kind }, input) {
    switch (kind) {
      case 'boolean': return input.checked;
      case 'choices': return [...input.selectedOptions].map((option) => option.value);
      case 'choice': case 'string': return input.value;
      default: return Number(input.value);
    }
  }
}
