'use strict';

/** The page at `/`: the event stream says what the source is doing, a WHEP session brings the picture. */
class Watch {
  #server = new Server();
  #events = new EventStream(this.#server, 'api/events');
  #viewer = new Viewer(this.#server);
  #player;
  #closing = false;

  constructor(root) {
    this.#player = new Player(root, {
      start: () => this.#server.command('api/pipeline/start'),
      stop: () => this.#server.command('api/pipeline/stop'),
      retry: () => this.#viewer.retry(),
      renew: () => this.#viewer.renew(),
      send: (message) => this.#viewer.peer?.send(message),
      stats: () => this.#viewer.peer?.stats() ?? null,
      elements: () => this.#server.fetch('api/elements').then((response) => response.json()),
      set: async (element, property, value) => {
        await this.#server.command('api/elements', { element, property, value });
        return true;
      },
    });
    this.#events.addEventListener('status', ({ detail }) => this.#told(detail));
    this.#events.addEventListener('element', ({ detail }) => this.#player.events.take(detail));
    this.#events.addEventListener('lost', ({ detail }) => this.#lost(detail));
    this.#viewer.addEventListener('change', () => this.#player.update({ session: this.#viewer.session }));
    this.#viewer.addEventListener('stream', ({ detail }) => this.#player.play(detail));
    this.#viewer.addEventListener('message', ({ detail }) => this.#player.hear(detail));
    this.#viewer.addEventListener('metadata', ({ detail }) => this.#player.found(detail));
    addEventListener('pagehide', () => {
      this.#events.close();
      this.#viewer.close();
    });
    // Back from the browser's cache of pages: what was closed on the way out opens again.
    addEventListener('pageshow', ({ persisted }) => { if (persisted) this.#events.open(); });
    this.#events.open();
  }

  #told(status) {
    this.#closing = ['closing', 'ended', 'failed'].includes(status.state);
    this.#player.update({ link: { state: 'open' }, status });
    this.#viewer.follow(status.state);
  }

  #lost(error) {
    this.#viewer.follow(null);
    const link = error instanceof Refusal && error.status < 500
      ? { state: 'refused', detail: error.message }
      : {
        state: 'lost',
        message: 'Not reachable, trying again',
        detail: this.#closing ? 'The program has ended. This page reconnects when it runs again.' : '',
      };
    this.#player.update({ link });
  }
}

new Watch(document.querySelector('#player'));
