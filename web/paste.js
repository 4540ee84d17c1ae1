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
  #reading = 0;
  #timer = 0;
  #linked = false;
  #ended = false;
  #player;
  #steps = new Steps();

  constructor(root) {
    this.#player = new Player(root, {
      start: () => this.#command('start'),
      stop: () => this.#command('stop'),
      retry: () => {},
      renew: () => {},
      send: (message) => this.#peer?.send(message),
      stats: () => this.#peer?.stats() ?? null,
      // The answer is a message of its own, with the same id.
      elements: (id) => this.#command('elements', { id }),
      set: (element, property, value, id) => this.#command('set', { id, element, property, value }),
    });
    this.#wait('Waiting for a description', 'The steps are above.');
    this.#steps.addEventListener('read', ({ detail }) => this.#read(detail));
    this.#steps.addEventListener('offer', () => this.#offer().catch((error) => this.#steps.say(error.message, true)));
    this.#steps.addEventListener('restart', () => this.#restart());
    addEventListener('pagehide', () => this.#peer?.close());
    addEventListener('pageshow', ({ persisted }) => { if (persisted && this.#peer) this.#lost(); });
  }

  /** Whatever was pasted, dropped or typed in a box: an offer is answered, an answer is taken. */
  async #read(text) {
    const reading = ++this.#reading;
    try {
      const { type, sdp } = await readDescription(text);
      if (reading !== this.#reading) return;
      checkPlace(type, sdp, this.#own, this.#steps.direction);
      if (type === 'offer') await this.#answer(sdp, text);
      else await this.#accept(sdp);
    } catch (error) {
      if (reading === this.#reading) this.#steps.say(error.message, true);
    }
  }

  /** The terminal's offer has come: make the answer. */
  async #answer(sdp, text) {
    this.#steps.turn(text);
    if (sdp === this.#taken && this.#own) {
      // A second peer for one offer would find DTLS already begun by the first.
      this.#steps.give(this.#own);
      return this.#steps.say('This offer is answered already. Copy the answer and paste it in the terminal.');
    }
    const peer = this.#connect();
    this.#taken = sdp;
    this.#steps.say('Making the answer…');
    let own;
    try {
      own = await this.#described('answer', answering(await peer.answer(sdp, { gathering: Paste.#gathering }), sdp));
    } catch (error) {
      if (peer === this.#peer) throw new Error(`The browser cannot take this offer: ${error.message}`);
      return;
    }
    if (peer !== this.#peer) return;
    this.#ready(own);
    this.#wait('Waiting for the terminal', 'The video starts when the terminal has the answer.');
  }

  /** Start here instead: make an offer. */
  async #offer() {
    const peer = this.#connect();
    this.#steps.say('Making the offer…');
    let own;
    try {
      own = await this.#described('offer', await peer.offer({ control: true, gathering: Paste.#gathering }));
    } catch (error) {
      if (peer === this.#peer) throw new Error(`The browser cannot make an offer: ${error.message}`);
    }
    if (peer !== this.#peer) return;
    this.#ready(own);
    this.#wait('Waiting for the answer', 'Paste the terminal’s answer in the box above.');
  }

  #ready(own) {
    const { type, sdp } = this.#own = own;
    this.#steps.give(own);
    const doubt = hasAddress(sdp) ? '' : ` But it may not work: ${noAddress}.`;
    this.#steps.say(`The ${type} is ready. Copy it and paste it in the terminal.${doubt}`, doubt !== '');
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
    this.#steps.say('The answer fits. Connecting…');
    this.#wait('Connecting');
    this.#timer = setTimeout(() => { if (peer === this.#peer && !peer.connected) this.#lost(); }, Paste.#connectLimit);
  }

  #restart() {
    this.#drop();
    this.#wait('Waiting for a description', 'The steps are above.');
  }

  /** Nothing of the connection before is part of the next one. */
  #drop() {
    this.#peer?.close();
    this.#peer = null;
    clearTimeout(this.#timer);
    this.#linked = this.#ended = false;
    this.#own = null;
    this.#taken = '';
    this.#steps.forget();
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
    this.#steps.say('Connected.');
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
    this.#steps.say('Still waiting for the terminal. If no video comes after you have pasted the answer there, '
      + 'start here instead.');
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
    this.#steps.say(this.#ended ? 'The program has ended.' : `${lost}.`);
    this.#steps.clear();
    this.#steps.open = true;
  }

  async #command(type, content = {}) {
    if (!this.#peer?.send({ type, ...content })) throw new Error('The control channel is not open');
  }

  #wait(message, detail = '') {
    this.#player.update({ link: { state: 'opening', message, detail } });
  }
}

new Paste(document.querySelector('#player'));
