'use strict';

/** One WHEP session, from its POST to its DELETE (draft-ietf-wish-whep-03). */
class WHEPSession {
  #server;
  #address = null;
  #posted = null;
  #closed = null;

  constructor(server) {
    this.#server = server;
  }

  /** The answer to an offer. */
  async post(offer) {
    this.#posted = this.#post(offer);
    return this.#posted;
  }

  async #post(offer) {
    const response = await this.#server.fetch('whep', {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', Accept: 'application/sdp' },
      body: offer,
      // Longer than the server works on an answer.
      signal: AbortSignal.timeout(20_000),
    });
    const location = response.headers.get('Location');
    if (!location) throw new Error('The server named no session (no Location in its answer)');
    this.#address = new URL(location, response.url).href;
    return response.text();
  }

  /** Whether the server still knows it; a restarted one does not. */
  async alive() {
    try {
      await this.#server.fetch(this.#address, { signal: AbortSignal.timeout(3_000) });
      return true;
    } catch (error) {
      if (error.status === 404) this.#address = null;
      return false;
    }
  }

  /** Resolves when the server has let go, or cannot be asked. */
  close() {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close() {
    // A POST under way is not cut off: its answer is the only place that names what to delete.
    if (!this.#address) await this.#posted?.catch(() => {});
    if (!this.#address) return;
    // No abort signal: with one, Firefox mostly drops the request when the page goes, keepalive or not.
    // Without one it still does at times, so the server must notice a viewer that is gone.
    const request = this.#server.fetch(this.#address, { method: 'DELETE', keepalive: true }).catch(() => {});
    await Promise.race([request, new Promise((resolve) => setTimeout(resolve, 2_000))]);
  }
}
