// Runs in each page before its own scripts: what the tests want to know afterwards.
'use strict';

/** Every peer connection that the page makes, with the states it has been in. */
window.peers = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  history = [];

  constructor(...options) {
    super(...options);
    window.peers.push(this);
    this.addEventListener('connectionstatechange', () => this.history.push(this.connectionState));
  }

  createDataChannel(...options) {
    const channel = super.createDataChannel(...options);
    channel.addEventListener('message', ({ data }) => window.messages.push(JSON.parse(data)));
    return channel;
  }
};

/** Every message that came over a control channel which the page opened. */
window.messages = [];

/** Every state that the monitor has shown. */
window.states = [];
document.addEventListener('DOMContentLoaded', () => {
  const note = () => window.states.push(document.body.dataset.state);
  new MutationObserver(note).observe(document.body, { attributeFilter: ['data-state'] });
  note();
});
