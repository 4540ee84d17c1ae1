'use strict';

/** The page at `/paste`, or from disk: descriptions travel by clipboard, all else over the connection. */
class Paste {
  static #gathering = 2_000;
  static #connectLimit = 15_000;
  static #again = 'To connect again, follow the steps above from the first.';
  static #end = { state: 'closing', message: 'The program has ended', detail: Paste.#again };

  #peer = null;
  #own = null; // the description that this page gave out: type, sdp, and the text that is copied
  #taken = ''; // the terminal's description
  #copied = '';
  #reading = 0;
  #timer = 0;
  #linked = false;
  #ended = false;
  #player;
  #steps = document.querySelector('#steps');
  #message = document.querySelector('#paste-message');
  #offerIn = document.querySelector('#offer-in');
  #answerOut = document.querySelector('#answer-out');
  #offerOut = document.querySelector('#offer-out');
  #answerIn = document.querySelector('#answer-in');

  constructor(root) {
    this.#player = new Player(root, {
      start: () => this.#command('start'),
      stop: () => this.#command('stop'),
      retry: () => {},
      renew: () => {},
      send: (message) => this.#peer?.send(message),
      stats: () => this.#peer?.stats() ?? null,
      // The answer is a message of its own.
      elements: () => this.#command('elements'),
      set: (element, property, value) => this.#command('set', { element, property, value }),
    });
    this.#wait('Waiting for a description', 'The steps are above.');
    for (const box of [this.#offerIn, this.#answerIn]) box.addEventListener('input', () => this.#read(box));
    this.#clicks('#make-offer', () => this.#offer());
    this.#clicks('#take-offer', () => this.#restart());
    this.#clicks('#copy-answer', (button) => this.#copy(this.#answerOut, button));
    this.#clicks('#copy-offer', (button) => this.#copy(this.#offerOut, button));
    this.#clicks('#paste-offer', () => this.#paste(this.#offerIn));
    this.#clicks('#paste-answer', () => this.#paste(this.#answerIn));
    document.addEventListener('dragover', (event) => this.#drag(event));
    document.addEventListener('dragleave', () => { delete this.#steps.dataset.drop; });
    document.addEventListener('drop', (event) => this.#attempt(() => this.#take(event)));
    addEventListener('pagehide', () => this.#peer?.close());
    addEventListener('pageshow', ({ persisted }) => { if (persisted && this.#peer) this.#lost(); });
    // A browser fills boxes again on reload; their descriptions belong to a connection that is gone.
    for (const box of [this.#offerIn, this.#answerOut, this.#offerOut, this.#answerIn]) box.value = '';
  }

  /** Whatever was pasted, dropped or typed in a box: an offer is answered, an answer is taken. */
  async #read(box) {
    const reading = ++this.#reading;
    const text = box.value;
    if (box === this.#offerIn) this.#answerOut.value = '';
    this.#mark();
    try {
      const { type, sdp } = await readDescription(text);
      if (reading !== this.#reading) return;
      checkPlace(type, sdp, this.#own, document.body.dataset.direction);
      if (type === 'offer') await this.#answer(sdp, text);
      else await this.#accept(sdp);
    } catch (error) {
      if (reading === this.#reading) this.#say(error.message, true);
    }
  }

  /** The terminal's offer has come: make the answer. */
  async #answer(sdp, text) {
    if (document.body.dataset.direction === 'page') {
      this.#direct('terminal');
      this.#offerIn.value = text;
    }
    if (sdp === this.#taken && this.#own) {
      // A second peer for one offer would find DTLS already begun by the first.
      this.#answerOut.value = this.#own.text;
      this.#mark();
      return this.#say('This offer is answered already. Copy the answer and paste it in the terminal.');
    }
    const peer = this.#connect();
    this.#taken = sdp;
    this.#say('Making the answer…');
    let own;
    try {
      own = await this.#described('answer', answering(await peer.answer(sdp, { gathering: Paste.#gathering }), sdp));
    } catch (error) {
      if (peer === this.#peer) throw new Error(`The browser cannot take this offer: ${error.message}`);
      return;
    }
    if (peer !== this.#peer) return;
    this.#own = own;
    this.#answerOut.value = own.text;
    this.#ready();
    this.#wait('Waiting for the terminal', 'The video starts when the terminal has the answer.');
    this.#mark();
  }

  /** Start here instead: make an offer. */
  async #offer() {
    this.#direct('page');
    this.#answerIn.value = '';
    this.#offerOut.value = '';
    const peer = this.#connect();
    this.#say('Making the offer…');
    let own;
    try {
      own = await this.#described('offer', await peer.offer({ control: true, gathering: Paste.#gathering }));
    } catch (error) {
      if (peer === this.#peer) throw new Error(`The browser cannot make an offer: ${error.message}`);
    }
    if (peer !== this.#peer) return;
    this.#own = own;
    this.#offerOut.value = own.text;
    this.#ready();
    this.#wait('Waiting for the answer', 'Paste the terminal’s answer in the box above.');
    this.#mark();
  }

  #ready() {
    const { type, sdp } = this.#own;
    const doubt = hasAddress(sdp) ? '' : ` But it may not work: ${noAddress}.`;
    this.#say(`The ${type} is ready. Copy it and paste it in the terminal.${doubt}`, doubt !== '');
  }

  async #described(type, sdp) {
    return { type, sdp, text: await compact.encode(type, sdp) };
  }

  /** The terminal's answer has come: connect. */
  async #accept(sdp) {
    const peer = this.#peer;
    if (peer.answered) throw new Error('The offer is answered already, and good for one connection. Make a new one.');
    try {
      await peer.accept(sdp);
    } catch (error) {
      if (peer === this.#peer) throw new Error(`The browser cannot take this answer: ${error.message}`);
      return;
    }
    this.#taken = sdp;
    this.#say('The answer fits. Connecting…');
    this.#wait('Connecting');
    this.#timer = setTimeout(() => { if (peer === this.#peer && !peer.connected) this.#lost(); }, Paste.#connectLimit);
  }

  #drag(event) {
    event.preventDefault();
    this.#steps.dataset.drop = '';
  }

  async #take(event) {
    event.preventDefault();
    delete this.#steps.dataset.drop;
    const [file] = event.dataTransfer.files;
    if (file?.size > 1 << 20) return this.#say('This file is larger than any description.', true);
    const box = document.body.dataset.direction === 'page' ? this.#answerIn : this.#offerIn;
    box.value = file ? await Paste.#text(file) : event.dataTransfer.getData('text');
    await this.#read(box);
  }

  /** A folder looks like a file until it is read. */
  static async #text(file) {
    try {
      return await file.text();
    } catch {
      throw new Error(`${file.name} cannot be read: drop a text file.`);
    }
  }

  #restart() {
    this.#direct('terminal');
    this.#offerIn.value = '';
    this.#answerOut.value = '';
    this.#drop();
    this.#say('');
    this.#wait('Waiting for a description', 'The steps are above.');
    this.#mark();
    this.#offerIn.focus();
  }

  /** Nothing of the connection before is part of the next one. */
  #drop() {
    this.#peer?.close();
    this.#peer = null;
    clearTimeout(this.#timer);
    this.#linked = this.#ended = false;
    this.#own = null;
    this.#taken = '';
    this.#player.clear();
    this.#player.update({ status: null, session: { phase: 'idle' } });
  }

  #connect() {
    this.#drop();
    const peer = this.#peer = new Peer({ patient: true });
    this.#player.update({ session: { phase: 'connecting' } });
    peer.addEventListener('stream', ({ detail }) => this.#player.play(detail));
    peer.addEventListener('connected', () => this.#connected());
    peer.addEventListener('control', () => {
      this.#player.update({ link: { state: 'open' } });
      peer.send({ type: 'events' });
    });
    peer.addEventListener('message', ({ detail }) => this.#told(detail));
    peer.addEventListener('metadata', ({ detail }) => this.#player.found(detail));
    peer.addEventListener('stalled', () => this.#stalled());
    peer.addEventListener('lost', () => this.#lost());
    return peer;
  }

  #connected() {
    clearTimeout(this.#timer);
    this.#linked = true;
    this.#player.update({ link: { state: 'opening' }, session: { phase: 'connected' } });
    this.#say('Connected.');
    this.#mark();
    this.#steps.open = false;
  }

  #told(message) {
    this.#player.hear(message);
    if (message.type === 'status') this.#player.update({ link: { state: 'open' }, status: message.status });
    if (message.type === 'bye') {
      this.#ended = true;
      this.#player.update({ link: Paste.#end });
      this.#peer.hangUp();
    }
  }

  /** Some browsers take up again when the terminal calls, others have given up for good. */
  #stalled() {
    this.#say('Still waiting for the terminal. If no video comes after you have pasted the answer there, start here instead.');
  }

  #lost() {
    clearTimeout(this.#timer);
    this.#peer.close();
    const lost = this.#linked ? 'The connection is lost' : connectionProblem(this.#own?.sdp ?? '', this.#taken);
    this.#own = null;
    this.#taken = '';
    this.#player.update({
      session: { phase: 'idle' },
      link: this.#ended ? Paste.#end : { state: 'lost', message: lost, detail: Paste.#again },
    });
    this.#say(this.#ended ? 'The program has ended.' : `${lost}.`);
    this.#offerIn.value = this.#answerOut.value = this.#offerOut.value = this.#answerIn.value = '';
    this.#mark();
    this.#steps.open = true;
  }

  async #command(type, content = {}) {
    if (!this.#peer?.send({ type, ...content })) throw new Error('The control channel is not open');
  }

  async #copy(box, button) {
    if (!box.value) return this.#say('There is nothing to copy yet: the step before comes first.', true);
    box.select();
    const copied = await copyText(box.value);
    if (!copied) return this.#say('The text is selected: copy it with Ctrl+C or ⌘C.');
    this.#copied = box.value;
    this.#mark();
    this.#say('Copied. Paste it in the terminal.');
    button.dataset.done = '';
    setTimeout(() => { delete button.dataset.done; }, 1_500);
  }

  async #paste(box) {
    box.focus();
    try {
      box.value = await navigator.clipboard.readText();
    } catch {
      box.select();
      return this.#say('The browser does not hand out the clipboard: paste in the box with Ctrl+V or ⌘V.');
    }
    await this.#read(box);
  }

  #wait(message, detail = '') {
    this.#player.update({ link: { state: 'opening', message, detail } });
  }

  #say(text, wrong = false) {
    this.#message.textContent = text;
    this.#message.toggleAttribute('data-wrong', wrong);
    const box = document.body.dataset.direction === 'page' ? this.#answerIn : this.#offerIn;
    box.setAttribute('aria-invalid', wrong);
  }

  /** Which way the descriptions travel: the steps of the other way are hidden by the style sheet. */
  #direct(direction) {
    document.body.dataset.direction = direction;
    document.querySelector('#make-offer').textContent = direction === 'page' ? 'New offer' : 'Start here instead';
  }

  #mark() {
    document.querySelector('#copy-answer').disabled = !this.#answerOut.value;
    document.querySelector('#copy-offer').disabled = !this.#offerOut.value;
    // The step that a person is at: one further as soon as its text has been copied.
    const copied = this.#copied !== '' && this.#copied === this.#own?.text;
    const first = document.body.dataset.direction === 'page' ? 1 : 2;
    this.#steps.dataset.step = this.#own ? first + copied : 1;
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
      this.#say(error.message, true);
    }
  }
}

new Paste(document.querySelector('#player'));
