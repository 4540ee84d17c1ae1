'use strict';

/**
 * The server's status: over the control channel of the session at hand, else by asking for it again and again.
 *
 * A browser has six HTTP/1.1 connections to one server, for all of its tabs together: no page keeps one of them.
 * Events: `status` with the status, `lost` with the error.
 */
class StatusFeed extends EventTarget {
  static #interval = 500;
  static #hiddenInterval = 2_000;
  // Over the channel one comes every second.
  static #silence = 2_500;
  static #deadline = 6_000;
  static #delays = [500, 1_000, 2_000, 4_000, 5_000];

  #server;
  #request = null; // the AbortController of the request that is under way
  #timer = 0;
  #failures = 0;
  #isOpen = false;
  #heardAt = -Infinity; // when the channel has said something

  constructor(server) {
    super();
    this.#server = server;
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.#hurry(); });
  }

  open() {
    this.#isOpen = true;
    this.ask();
  }

  close() {
    this.#isOpen = false;
    this.#stop();
  }

  /** Takes a status that has come over the control channel: nothing is asked for as long as more come. */
  take(status) {
    if (!this.#isOpen) return;
    this.#heardAt = performance.now();
    this.#emit(status);
    this.#wait(StatusFeed.#silence);
  }

  /** Asks at once. */
  ask() {
    if (!this.#isOpen) return;
    this.#heardAt = -Infinity;
    this.#stop();
    this.#ask(this.#request = new AbortController());
  }

  async #ask(request) {
    const timer = setTimeout(() => request.abort(new TypeError('The server does not answer')), StatusFeed.#deadline);
    let status;
    let error;
    try {
      const response = await this.#server.fetch('api/status', { signal: request.signal });
      status = await response.json();
    } catch (reason) {
      error = reason;
    }
    clearTimeout(timer);
    if (this.#request !== request) return;
    this.#request = null;
    if (error) {
      this.#wait(StatusFeed.#delays[Math.min(this.#failures++, StatusFeed.#delays.length - 1)]);
      this.dispatchEvent(new CustomEvent('lost', { detail: error }));
    } else {
      this.#wait(document.hidden ? StatusFeed.#hiddenInterval : StatusFeed.#interval);
      this.#emit(status);
    }
  }

  #emit(status) {
    this.#failures = 0;
    this.dispatchEvent(new CustomEvent('status', { detail: status }));
  }

  #wait(delay) {
    this.#stop();
    this.#timer = setTimeout(() => this.ask(), delay);
  }

  #stop() {
    clearTimeout(this.#timer);
    const request = this.#request;
    this.#request = null;
    request?.abort();
  }

  /** The machine is back, or the person: whatever delay is running is no use now. */
  #hurry() {
    if (performance.now() - this.#heardAt > StatusFeed.#silence && !this.#request) this.ask();
  }
}
