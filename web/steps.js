'use strict';

/**
 * The steps of the page at `/paste`: boxes, buttons and the message above the picture. Emits what a person does: `read`
 * with the text that was pasted, dropped or typed, `offer` to start here instead, `restart` to start in the terminal.
 */
class Steps extends EventTarget {
  #given = ''; // the text that is to be copied, for as long as it is good
  #copied = '';
  #root = document.querySelector('#steps');
  #message = document.querySelector('#paste-message');
  #offerIn = document.querySelector('#offer-in');
  #answerOut = document.querySelector('#answer-out');
  #offerOut = document.querySelector('#offer-out');
  #answerIn = document.querySelector('#answer-in');

  constructor() {
    super();
    for (const box of [this.#offerIn, this.#answerIn]) box.addEventListener('input', () => this.#read(box));
    this.#clicks('#make-offer', () => this.#offer());
    this.#clicks('#take-offer', () => this.#restart());
    this.#clicks('#copy-answer', (button) => this.#copy(this.#answerOut, button));
    this.#clicks('#copy-offer', (button) => this.#copy(this.#offerOut, button));
    this.#clicks('#paste-offer', () => this.#paste(this.#offerIn));
    this.#clicks('#paste-answer', () => this.#paste(this.#answerIn));
    document.addEventListener('dragover', (event) => this.#drag(event));
    document.addEventListener('dragleave', () => { delete this.#root.dataset.drop; });
    document.addEventListener('drop', (event) => this.#attempt(() => this.#take(event)));
    // A browser fills boxes again on reload; their descriptions belong to a connection that is gone.
    this.#empty();
  }

  /** Where the exchange starts, `terminal` or `page`. */
  get direction() {
    return document.body.dataset.direction;
  }

  set open(open) {
    this.#root.open = open;
  }

  say(text, wrong = false) {
    this.#message.textContent = text;
    this.#message.toggleAttribute('data-wrong', wrong);
    this.#in.setAttribute('aria-invalid', wrong);
  }

  /** The terminal's offer has come, in either box: it belongs in the one for offers. */
  turn(offer) {
    if (this.direction === 'terminal') return;
    this.#direct('terminal');
    this.#offerIn.value = offer;
  }

  /** A description of this page, to be copied. */
  give({ text }) {
    this.#given = text;
    this.#out.value = text;
    this.#mark();
  }

  /** What was given is good no longer. The step stays marked until the next text is there. */
  forget() {
    this.#given = '';
  }

  clear() {
    this.forget();
    this.#empty();
    this.#mark();
  }

  get #in() {
    return this.direction === 'page' ? this.#answerIn : this.#offerIn;
  }

  get #out() {
    return this.direction === 'page' ? this.#offerOut : this.#answerOut;
  }

  #read(box) {
    if (box === this.#offerIn) this.#answerOut.value = '';
    this.#mark();
    this.#emit('read', box.value);
  }

  #offer() {
    this.#begin('page');
    this.#emit('offer');
  }

  #restart() {
    this.#begin('terminal');
    this.#emit('restart');
    this.say('');
    this.#mark();
    this.#offerIn.focus();
  }

  #begin(direction) {
    this.#direct(direction);
    this.#in.value = this.#out.value = '';
  }

  /** Which way the descriptions travel: the steps of the other way are hidden by the style sheet. */
  #direct(direction) {
    document.body.dataset.direction = direction;
    document.querySelector('#make-offer').textContent = direction === 'page' ? 'New offer' : 'Start here instead';
  }

  #empty() {
    this.#offerIn.value = this.#answerOut.value = this.#offerOut.value = this.#answerIn.value = '';
  }

  #drag(event) {
    event.preventDefault();
    this.#root.dataset.drop = '';
  }

  async #take(event) {
    event.preventDefault();
    delete this.#root.dataset.drop;
    const [file] = event.dataTransfer.files;
    if (file?.size > 1 << 20) return this.say('This file is larger than any description.', true);
    const box = this.#in;
    box.value = file ? await Steps.#text(file) : event.dataTransfer.getData('text');
    this.#read(box);
  }

  /** A folder looks like a file until it is read. */
  static async #text(file) {
    try {
      return await file.text();
    } catch {
      throw new Error(`${file.name} cannot be read: drop a text file.`);
    }
  }

  async #copy(box, button) {
    if (!box.value) return this.say('There is nothing to copy yet: the step before comes first.', true);
    box.select();
    const copied = await copyText(box.value);
    if (!copied) return this.say('The text is selected: copy it with Ctrl+C or ⌘C.');
    this.#copied = box.value;
    this.#mark();
    this.say('Copied. Paste it in the terminal.');
    button.dataset.done = '';
    setTimeout(() => { delete button.dataset.done; }, 1_500);
  }

  async #paste(box) {
    box.focus();
    try {
      box.value = await navigator.clipboard.readText();
    } catch {
      box.select();
      return this.say('The browser does not hand out the clipboard: paste in the box with Ctrl+V or ⌘V.');
    }
    this.#read(box);
  }

  #mark() {
    document.querySelector('#copy-answer').disabled = !this.#answerOut.value;
    document.querySelector('#copy-offer').disabled = !this.#offerOut.value;
    // The step that a person is at: one further as soon as its text has been copied.
    const first = this.direction === 'page' ? 1 : 2;
    this.#root.dataset.step = this.#given ? first + (this.#copied === this.#given) : 1;
  }

  #clicks(selector, action) {
    const button = document.querySelector(selector);
    button.addEventListener('click', () => this.#attempt(() => action(button)));
  }

  /** Whatever a person has asked for: why it was not done is said in words. */
  async #attempt(action) {
    try {
      await action();
    } catch (error) {
      this.say(error.message, true);
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
