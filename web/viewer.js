'use strict';

/**
 * Keeps one WHEP session open for as long as the source can be watched. There is a second one only while it takes over
 * from the first.
 * Events: `stream` (with the MediaStream), `message` (from the control channel), `metadata` (of a frame), `change`
 * (`session` is different), `silent` (the control channel is gone).
 */
class Viewer extends EventTarget {
  static #connectDeadline = 10_000;
  static #gathering = 1_000;

  #server;
  #source = null; // the pipeline's state, null while the server cannot be reached
  #attempt = null; // { peer, whep } of the session at hand
  #next = null; // likewise, of the one that takes over
  #joined = new Set(); // names of streams for which a session has been renewed
  #closing = Promise.resolve();
  #timer = 0;
  #failures = 0;
  #session = { phase: 'idle' };

  constructor(server) {
    super();
    this.#server = server;
  }

  /** `{ phase, reason, retryAt, codec }`; phase: idle, opening, connecting, connected, waiting, refused. */
  get session() {
    return this.#session;
  }

  get peer() {
    return this.#attempt?.peer ?? null;
  }

  /** Tells what the source is doing, by the server's status; null: not known. */
  follow(status) {
    const source = status?.state ?? null;
    const changed = source !== this.#source;
    const unwatched = changed && !Viewer.#watchable(this.#source);
    this.#source = source;
    if (unwatched) this.#joined.clear();
    if (!Viewer.#watchable(source)) return;
    if (this.#attempt) {
      // It may be another process that answers now, or one that dropped its viewers.
      if (unwatched) this.#verify(this.#attempt);
      else this.#complete(status);
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
      if (!(await Viewer.#negotiate(attempt, over)) || attempt.peer.connected) return;
      this.#set({ phase: 'connecting' });
      this.#timer = setTimeout(() => this.#lost(attempt), Viewer.#connectDeadline);
    } catch (error) {
      if (!over()) this.#fail(error);
    }
  }

  /** Whether the session is agreed on, and not over by now. */
  static async #negotiate({ peer, whep }, over) {
    if (over()) return false;
    const offer = await peer.offer({ control: true, gathering: Viewer.#gathering });
    if (over()) return false;
    const answer = await whep.post(offer);
    if (over()) return false;
    await peer.accept(answer);
    return !over();
  }

  #listen(attempt) {
    const { peer } = attempt;
    const tell = (type, detail) => {
      if (this.#attempt === attempt) this.dispatchEvent(new CustomEvent(type, { detail }));
    };
    peer.addEventListener('stream', ({ detail }) => {
      attempt.stream = detail;
      tell('stream', detail);
    });
    peer.addEventListener('control', () => peer.send({ type: 'events' }));
    peer.addEventListener('message', ({ detail }) => {
      // Confirmed, or the program would wait for it.
      if (detail.type === 'bye') peer.hangUp();
      if (detail.type === 'clock') attempt.clock = detail;
      tell('message', detail);
    });
    peer.addEventListener('metadata', ({ detail }) => tell('metadata', detail));
    peer.addEventListener('connected', () => {
      if (this.#attempt !== attempt) return;
      clearTimeout(this.#timer);
      this.#failures = 0;
      this.#set({ phase: 'connected', codec: peer.codec('video') });
    });
    peer.addEventListener('lost', () => this.#lost(attempt));
  }

  /** WHEP has no renegotiation: when a stream has joined, a session with it takes over. Once for each stream. */
  #complete({ streams = [] }) {
    if (this.#session.phase !== 'connected' || this.#next) return;
    const { kinds } = this.#attempt.peer;
    const joined = streams.filter(({ name, kind, problem, isSilent }) => {
      return !kinds.includes(kind) && !problem && !isSilent && !this.#joined.has(name);
    });
    if (!joined.length) return;
    for (const { name } of joined) this.#joined.add(name);
    this.#replace(this.#attempt);
  }

  /** The old session is watched until the new one has a picture. */
  async #replace(old) {
    const next = this.#next = { peer: new Peer(), whep: new WHEPSession(this.#server) };
    const over = () => this.#next !== next || this.#attempt !== old;
    this.#listen(next);
    try {
      if (await Viewer.#negotiate(next, over)) {
        await Promise.race([
          new Promise((resolve) => next.peer.addEventListener('connected', resolve, { once: true })),
          new Promise((resolve) => setTimeout(resolve, Viewer.#connectDeadline)),
        ]);
        if ((await next.peer.flows(Viewer.#connectDeadline)) && !over()) return this.#take(next, old);
      }
    } catch {
      // What there is goes on.
    }
    if (this.#next === next) this.#next = null;
    this.#end(next);
  }

  #take(next, old) {
    this.#next = null;
    this.#attempt = next;
    this.#set({ phase: 'connected', codec: next.peer.codec('video') });
    if (next.clock) this.dispatchEvent(new CustomEvent('message', { detail: next.clock }));
    this.dispatchEvent(new CustomEvent('stream', { detail: next.stream }));
    this.#end(old);
  }

  #lost(attempt) {
    if (this.#attempt !== attempt) return;
    if (this.#session.phase === 'connected') {
      this.#drop();
      this.#set({ phase: 'idle' });
      // Whether the source can be watched still, the server says.
      this.dispatchEvent(new Event('silent'));
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
    for (const attempt of [this.#attempt, this.#next]) if (attempt) this.#end(attempt);
    this.#attempt = this.#next = null;
  }

  #end({ peer, whep }) {
    peer.close();
    this.#closing = Promise.all([this.#closing, whep.close()]);
  }

  #set(session) {
    this.#session = session;
    this.dispatchEvent(new Event('change'));
  }
}
