'use strict';

/**
 * Keeps one WHEP session open, and never two, for as long as the source can be watched.
 * Events: `stream` (with the MediaStream), `message` (from the control channel), `metadata` (of a frame),
 * `change` (`session` is different).
 */
class Viewer extends EventTarget {
  static #connectDeadline = 10_000;
  static #gathering = 1_000;

  #server;
  #source = null; // the pipeline's state, null while the server cannot be reached
  #attempt = null; // { peer, whep } of the session at hand
  #closing = Promise.resolve();
  #timer = 0;
  #failures = 0;
  #session = { phase: 'idle' };

  constructor(server) {
    super();
    this.#server = server;
  }

  /** `{ phase, reason, retryAt }`; phase: idle, opening, connecting, connected, waiting, refused. */
  get session() {
    return this.#session;
  }

  get peer() {
    return this.#attempt?.peer ?? null;
  }

  /** Tells what the source is doing; null: not known. */
  follow(source) {
    const changed = source !== this.#source;
    const unwatched = changed && !Viewer.#watchable(this.#source);
    this.#source = source;
    if (!Viewer.#watchable(source)) return;
    if (this.#attempt) {
      // It may be another process that answers now, or one that dropped its viewers.
      if (unwatched) this.#verify(this.#attempt);
    } else if (this.#session.phase === 'idle' || (changed && !this.#session.firm)) {
      this.#open();
    }
  }

  /** The person asks for another try. */
  retry() {
    if (!this.#attempt && Viewer.#watchable(this.#source)) this.#open();
  }

  /** What comes is no longer live: a new session is, at once. */
  renew() {
    if (this.#attempt) this.#lost(this.#attempt);
  }

  close() {
    this.#source = null;
    this.#drop();
    this.#set({ phase: 'idle' });
  }

  static #watchable(source) {
    return ['live', 'idle', 'stopped', 'retrying'].includes(source);
  }

  async #open() {
    this.#drop();
    let attempt;
    try {
      attempt = this.#attempt = { peer: new Peer(), whep: new WHEPSession(this.#server) };
    } catch (error) {
      return this.#fail(error);
    }
    // A refusal stays in sight until the next try has got further.
    const refused = this.#session.phase === 'refused';
    this.#set(refused ? { ...this.#session, retryAt: Date.now() } : { phase: 'opening' });
    this.#listen(attempt);
    const over = () => this.#attempt !== attempt;
    try {
      await this.#closing;
      if (over()) return;
      const offer = await attempt.peer.offer({ control: true, gathering: Viewer.#gathering });
      if (over()) return;
      const answer = await attempt.whep.post(offer);
      if (over()) return;
      await attempt.peer.accept(answer);
      if (over() || attempt.peer.connected) return;
      this.#set({ phase: 'connecting' });
      this.#timer = setTimeout(() => this.#lost(attempt), Viewer.#connectDeadline);
    } catch (error) {
      if (!over()) this.#fail(error);
    }
  }

  #listen(attempt) {
    attempt.peer.addEventListener('stream', ({ detail }) => {
      this.dispatchEvent(new CustomEvent('stream', { detail }));
    });
    attempt.peer.addEventListener('message', ({ detail }) => {
      // Confirmed, or the program would wait for it; what comes next, the event stream says.
      if (detail.type === 'bye') attempt.peer.hangUp();
      this.dispatchEvent(new CustomEvent('message', { detail }));
    });
    attempt.peer.addEventListener('metadata', ({ detail }) => {
      this.dispatchEvent(new CustomEvent('metadata', { detail }));
    });
    attempt.peer.addEventListener('connected', () => {
      clearTimeout(this.#timer);
      this.#failures = 0;
      this.#set({ phase: 'connected' });
    });
    attempt.peer.addEventListener('lost', () => this.#lost(attempt));
  }

  #lost(attempt) {
    if (this.#attempt !== attempt) return;
    if (this.#session.phase === 'connected') {
      this.#drop();
      this.#set({ phase: 'idle' });
      if (Viewer.#watchable(this.#source)) this.#open();
    } else {
      this.#fail(new Error('The server answered, but no media came through to this browser (ICE failed).'));
    }
  }

  async #verify(attempt) {
    if (this.#session.phase !== 'connected') return;
    if (!(await attempt.whep.alive())) this.#lost(attempt);
  }

  /** The one way out of a failed attempt. */
  #fail(error) {
    this.#drop();
    const status = error instanceof Refusal ? error.status : 0;
    const backoff = Math.min(0.5 * 2 ** this.#failures++, 5);
    // Another try sends the same offer: a refusal of the offer itself stands until something changes.
    const final = status >= 400 && status < 500 && status !== 409 && status !== 429 && !error.retryAfter;
    const delay = final ? null : Math.max(0.2, error.retryAfter ?? (status ? 5 : backoff));
    this.#set({
      phase: status === 409 || error instanceof TypeError ? 'waiting' : 'refused',
      reason: error.message,
      retryAt: delay === null ? null : Date.now() + delay * 1000,
      // Too many viewers or offers: no change of the source is a reason to ask before the time.
      firm: status === 503 || status === 429,
    });
    if (delay !== null) this.#timer = setTimeout(() => this.#again(), delay * 1000);
  }

  #again() {
    if (Viewer.#watchable(this.#source)) this.#open();
    else this.#set({ phase: 'idle' });
  }

  #drop() {
    clearTimeout(this.#timer);
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#attempt = null;
    attempt.peer.close();
    this.#closing = Promise.all([this.#closing, attempt.whep.close()]);
  }

  #set(session) {
    this.#session = session;
    this.dispatchEvent(new Event('change'));
  }
}
