'use strict';

/** The page at `/`: the server's status says what the source is doing, a WHEP session brings the picture. */
class Watch {
  #server = new Server();
  #feed = new StatusFeed(this.#server);
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
    this.#feed.addEventListener('status', ({ detail }) => this.#told(detail));
    this.#feed.addEventListener('lost', ({ detail }) => this.#lost(detail));
    this.#viewer.addEventListener('change', () => this.#player.update({ session: this.#viewer.session }));
    this.#viewer.addEventListener('stream', ({ detail }) => this.#player.play(detail));
    this.#viewer.addEventListener('message', ({ detail }) => this.#hear(detail));
    this.#viewer.addEventListener('silent', () => this.#feed.ask());
    this.#viewer.addEventListener('metadata', ({ detail }) => this.#player.found(detail));
    addEventListener('pagehide', () => {
      this.#feed.close();
      this.#viewer.close();
    });
    // Back from the browser's cache of pages: what was closed on the way out opens again.
    addEventListener('pageshow', ({ persisted }) => { if (persisted) this.#feed.open(); });
    this.#feed.open();
  }

  #told(status) {
    this.#closing = ['closing', 'ended', 'failed'].includes(status.state);
    this.#player.update({ link: { state: 'open' }, status });
    this.#viewer.follow(status);
  }

  #hear(message) {
    if (message.type === 'status') this.#feed.take(message.status);
    else if (message.type === 'bye') this.#closing = true;
    this.#player.hear(message);
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
