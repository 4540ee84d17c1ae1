'use strict';

/** The page at `/paste`, or from disk: descriptions travel by clipboard, all else over the connection. */
class Paste {
  static #gathering = 2_000;
  static #again = 'To connect again, follow the steps above from the first.';
  static #end = { state: 'closing', message: 'The program has ended', detail: Paste.#again };

  #peer = null;
  #own = ''; // the description that this page gave out
  #taken = ''; // the terminal's offer that it answers
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
      stats: () => this.#peer?.stats() ?? null,
    });
    this.#wait('Waiting for a description', 'The steps are above.');
    this.#offerIn.addEventListener('input', () => this.#answer());
    this.#answerIn.addEventListener('input', () => this.#accept());
    this.#clicks('#make-offer', () => this.#offer());
    this.#clicks('#take-offer', () => this.#take());
    this.#clicks('#copy-answer', (button) => this.#copy(this.#answerOut, button));
    this.#clicks('#copy-offer', (button) => this.#copy(this.#offerOut, button));
    this.#clicks('#paste-offer', () => this.#paste(this.#offerIn, () => this.#answer()));
    this.#clicks('#paste-answer', () => this.#paste(this.#answerIn, () => this.#accept()));
    addEventListener('pagehide', () => this.#peer?.close());
    addEventListener('pageshow', ({ persisted }) => { if (persisted && this.#peer) this.#lost(); });
    // A browser fills boxes again on reload; their descriptions belong to a connection that is gone.
    for (const box of [this.#offerIn, this.#answerOut, this.#offerOut, this.#answerIn]) box.value = '';
  }

  /** The terminal's offer is in its box: make the answer. */
  async #answer() {
    this.#answerOut.value = '';
    this.#mark();
    let sdp;
    try {
      sdp = readDescription(this.#offerIn.value, 'offer', this.#own);
    } catch (error) {
      return this.#say(error.message, true);
    }
    if (sdp === this.#taken && this.#own) {
      // A second peer for one offer would find DTLS already begun by the first.
      this.#answerOut.value = this.#own;
      this.#mark();
      return this.#say('This offer is answered already. Copy the answer and paste it in the terminal.');
    }
    const peer = this.#connect();
    this.#taken = sdp;
    this.#say('Making the answer…');
    try {
      this.#own = await peer.answer(sdp, { gathering: Paste.#gathering });
    } catch (error) {
      if (peer === this.#peer) this.#say(`The browser cannot take this offer: ${error.message}`, true);
      return;
    }
    if (peer !== this.#peer) return;
    this.#answerOut.value = this.#own;
    this.#say('The answer is ready. Copy it and paste it in the terminal.');
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
    this.#own = await peer.offer({ control: true, gathering: Paste.#gathering });
    if (peer !== this.#peer) return;
    this.#offerOut.value = this.#own;
    this.#say('The offer is ready. Copy it and paste it in the terminal.');
    this.#wait('Waiting for the answer', 'Paste the terminal’s answer in the box above.');
    this.#mark();
  }

  /** The terminal's answer is in its box: connect. */
  async #accept() {
    let sdp;
    try {
      sdp = readDescription(this.#answerIn.value, 'answer', this.#own);
    } catch (error) {
      return this.#say(error.message, true);
    }
    const peer = this.#peer;
    if (!this.#own) return this.#say('This page has made no offer that this could answer. Copy the offer first.', true);
    try {
      await peer.accept(sdp);
    } catch (error) {
      if (peer === this.#peer) this.#say(`The browser cannot take this answer: ${error.message}`, true);
      return;
    }
    this.#say('The answer fits. Connecting…');
    this.#wait('Connecting');
  }

  #take() {
    this.#direct('terminal');
    this.#offerIn.value = '';
    this.#answerOut.value = '';
    this.#peer?.close();
    this.#peer = null;
    this.#own = this.#taken = '';
    this.#say('');
    this.#wait('Waiting for a description', 'The steps are above.');
    this.#mark();
    this.#offerIn.focus();
  }

  #connect() {
    this.#peer?.close();
    const peer = this.#peer = new Peer({ patient: true });
    this.#linked = this.#ended = false;
    this.#own = this.#taken = '';
    this.#player.clear();
    this.#player.update({ status: null, session: { phase: 'connecting' } });
    peer.addEventListener('stream', ({ detail }) => this.#player.play(detail));
    peer.addEventListener('connected', () => this.#connected());
    peer.addEventListener('control', () => this.#player.update({ link: { state: 'open' } }));
    peer.addEventListener('message', ({ detail }) => this.#told(detail));
    peer.addEventListener('stalled', () => this.#stalled());
    peer.addEventListener('lost', () => this.#lost());
    return peer;
  }

  #connected() {
    this.#linked = true;
    this.#player.update({ link: { state: 'opening' }, session: { phase: 'connected' } });
    this.#say('Connected.');
    this.#mark();
    this.#steps.open = false;
  }

  #told(message) {
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
    this.#peer.close();
    this.#own = this.#taken = '';
    const lost = this.#linked ? 'The connection is lost' : 'No connection came about';
    this.#player.update({
      session: { phase: 'idle' },
      link: this.#ended ? Paste.#end : { state: 'lost', message: lost, detail: Paste.#again },
    });
    this.#say(this.#ended ? 'The program has ended.' : `${lost}.`);
    this.#offerIn.value = this.#answerOut.value = this.#offerOut.value = this.#answerIn.value = '';
    this.#mark();
    this.#steps.open = true;
  }

  async #command(type) {
    if (!this.#peer?.send({ type })) throw new Error('The control channel is not open');
  }

  async #copy(box, button) {
    if (!box.value) return this.#say('There is nothing to copy yet: the step before comes first.', true);
    box.select();
    const copied = await copyText(box.value);
    if (!copied) return this.#say('The text is selected: copy it with Ctrl+C or ⌘C.');
    this.#say('Copied. Paste it in the terminal.');
    button.dataset.done = '';
    setTimeout(() => { delete button.dataset.done; }, 1_500);
  }

  async #paste(box, then) {
    box.focus();
    try {
      box.value = await navigator.clipboard.readText();
    } catch {
      box.select();
      return this.#say('The browser does not hand out the clipboard: paste in the box with Ctrl+V or ⌘V.');
    }
    then();
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
    document.querySelector('#make-offer').textContent = direction === 'page' ? 'Make a new offer' : 'Start here instead';
  }

  #mark() {
    document.querySelector('#copy-answer').disabled = !this.#answerOut.value;
    document.querySelector('#copy-offer').disabled = !this.#offerOut.value;
  }

  #clicks(selector, action) {
    const button = document.querySelector(selector);
    button.addEventListener('click', () => action(button));
  }
}

new Paste(document.querySelector('#player'));
