'use strict';

/** Server-sent events out of text that arrives in pieces (HTML, section 9.2.6). */
class EventParser {
  #rest = '';
  #type = '';
  #data = [];

  feed(text) {
    const events = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const event = this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (event) events.push(event);
    }
    return events;
  }

  #take(line) {
    if (line === '') {
      const event = this.#data.length ? { type: this.#type || 'message', data: this.#data.join('\n') } : null;
      this.#type = '';
      this.#data = [];
      return event;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = value;
    if (field === 'data') this.#data.push(value);
    return null;
  }
}

/**
 * The server's event stream, opened again whenever it drops.
 * By fetch, because an EventSource can carry no token.
 * Events: one of each name that the server sends, parsed JSON as `detail`; `lost` with the error.
 */
class EventStream extends EventTarget {
  // A status comes every second: silence for this long is a dead connection.
  static #silence = 6_000;
  static #delays = [500, 1_000, 2_000, 4_000, 5_000];

  #server;
  #address;
  #abort = null;
  #timer = 0;
  #failures = 0;

  constructor(server, address) {
    super();
    this.#server = server;
    this.#address = address;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#hurry(); });
  }

  open() {
    this.close();
    this.#run(this.#abort = new AbortController());
  }

  close() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#abort?.abort();
    this.#abort = null;
  }

  async #run(abort) {
    let error;
    try {
      await this.#read(abort);
      error = new TypeError('The event stream ended');
    } catch (reason) {
      error = reason;
    }
    abort.abort();
    if (this.#abort !== abort) return;
    const delay = EventStream.#delays[Math.min(this.#failures++, EventStream.#delays.length - 1)];
    this.#timer = setTimeout(() => this.open(), delay);
    this.dispatchEvent(new CustomEvent('lost', { detail: error }));
  }

  async #read(abort) {
    const watch = () => setTimeout(() => abort.abort(), EventStream.#silence);
    let silence = watch();
    try {
      const response = await this.#server.fetch(this.#address, {
        headers: { Accept: 'text/event-stream' },
        signal: abort.signal,
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.#abort !== abort) return;
        clearTimeout(silence);
        silence = watch();
        for (const event of parser.feed(value)) this.#emit(event);
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #emit({ type, data }) {
    let detail;
    try {
      detail = JSON.parse(data);
    } catch {
      return;
    }
    this.#failures = 0;
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The machine is back: whatever delay is running is no use now. */
  #hurry() {
    if (this.#timer) this.open();
  }
}
