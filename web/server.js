'use strict';

/** A refusal by the server, in its own words. */
class Refusal extends Error {
  constructor(message, status, retryAfter) {
    super(message);
    this.status = status;
    /** Seconds, or null when the server names none. */
    this.retryAfter = retryAfter;
  }
}

/** The HTTP side of `bridge`: every request of the page goes through here. */
class Server {
  #token = Server.#takeToken();

  /** The response, or a `Refusal`; rejects with a `TypeError` when nobody answers, an `Error` when it takes too long. */
  async fetch(address, { headers = {}, ...options } = {}) {
    if (this.#token) headers = { ...headers, Authorization: `Bearer ${this.#token}` };
    const response = await fetch(address, { cache: 'no-store', ...options, headers }).catch((error) => {
      throw error.name === 'TimeoutError' ? new Error('The server has not answered in time') : error;
    });
    if (!response.ok) throw await Server.#refusal(response);
    return response;
  }

  /** Commands carry JSON so that another site's form cannot send them without a preflight. */
  async command(address, content = {}) {
    await this.fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(content),
      signal: AbortSignal.timeout(10_000),
    });
  }

  static async #refusal(response) {
    let detail = '';
    if (/\bjson\b/.test(response.headers.get('Content-Type') ?? '')) {
      const problem = await response.json().catch(() => null);
      detail = problem?.detail || problem?.title || '';
    }
    if (!detail && response.status === 401) {
      detail = 'A token is wanted. Open the address that the terminal printed.';
    }
    detail ||= `The server answered ${response.status} ${response.statusText}`.trim();
    const retryAfter = response.headers.get('Retry-After');
    const seconds = Number.parseFloat(retryAfter ?? '');
    return new Refusal(detail, response.status, Number.isFinite(seconds) ? Math.max(0, seconds) : null);
  }

  /** Out of the address, so that it is in no bookmark and no screenshot; kept so that a reload works. */
  static #takeToken() {
    const key = 'token';
    const given = new URLSearchParams(location.hash.slice(1)).get(key);
    if (given) history.replaceState(null, '', location.pathname + location.search);
    try {
      if (given) sessionStorage.setItem(key, given);
      return given ?? sessionStorage.getItem(key);
    } catch {
      return given;
    }
  }
}
