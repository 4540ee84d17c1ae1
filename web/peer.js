'use strict';

/**
 * One peer connection that only receives.
 * Events: `stream` (a MediaStream, once media is agreed), `connected`, `lost` (nothing more will come),
 * `stalled` (a patient one hears nothing yet), `control` (the control channel is open), `message` (from it),
 * `metadata` (what was detected in a frame).
 */
class Peer extends EventTarget {
  static #grace = 2_000;

  #connection = Peer.#make();
  #stream = new MediaStream();
  #control = null;
  #patient;
  #state = 'new'; // new → connected → lost, and closed from each of them
  #timer = 0;

  /** A patient peer waits for as long as a person needs to carry a text to the terminal. */
  constructor({ patient = false } = {}) {
    super();
    this.#patient = patient;
    this.#connection.ontrack = ({ track }) => {
      this.#stream.addTrack(track);
      this.#emit('stream', this.#stream);
    };
    this.#connection.ondatachannel = ({ channel }) => {
      if (channel.label !== 'control') return;
      this.#use(channel);
      this.#askForMetadata();
    };
    this.#connection.onconnectionstatechange = () => this.#changed();
  }

  get connected() {
    return this.#state === 'connected';
  }

  /** Whether both descriptions are there. */
  get answered() {
    return this.#connection.remoteDescription !== null;
  }

  /** The kinds of media that the other side sends. */
  get kinds() {
    return this.#connection.getTransceivers().filter(({ currentDirection }) => currentDirection === 'recvonly')
      .map(({ receiver }) => receiver.track.kind);
  }

  /** The name of the codec that the answer has chosen for a kind, such as `H264`; undefined without one. */
  codec(kind) {
    const section = this.#connection.remoteDescription?.sdp.split(/^(?=m=)/m).find((one) => one.startsWith(`m=${kind} `));
    const payloadType = section?.split(/\s/)[3];
    return new RegExp(`^a=rtpmap:${payloadType} ([^/\\s]+)`, 'm').exec(section)?.[1];
  }

  /** Resolves when something has come of each kind that is sent, or after `deadline` milliseconds, with whether it has. */
  async flows(deadline) {
    const end = performance.now() + deadline;
    const quiet = () => this.#connection.getReceivers()
      .some(({ track }) => this.kinds.includes(track.kind) && track.muted);
    while (this.connected && quiet() && performance.now() < end) await new Promise((resume) => setTimeout(resume, 50));
    return this.connected && !quiet();
  }

  /** The text of an offer, with the candidates that were found within `gathering` milliseconds. */
  async offer({ control = false, gathering }) {
    for (const kind of ['video', 'audio']) this.#connection.addTransceiver(kind, { direction: 'recvonly' });
    if (control) {
      this.#use(this.#connection.createDataChannel('control'));
      this.#askForMetadata();
    }
    await this.#connection.setLocalDescription();
    return this.#gathered(gathering);
  }

  /** The text of the answer to an offer. */
  async answer(sdp, { gathering }) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    await this.#connection.setLocalDescription();
    return this.#gathered(gathering);
  }

  async accept(sdp) {
    // From here on both sides try: a failure now is one.
    this.#patient = false;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  stats() {
    return this.#connection.getStats();
  }

  /** False when there is no open control channel to send it on. */
  send(message) {
    if (this.#control?.readyState !== 'open') return false;
    this.#control.send(JSON.stringify(message));
    return true;
  }

  close() {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  /** Some browsers are set up without WebRTC, or have lost it to an extension. */
  static #make() {
    if (!self.RTCPeerConnection) throw new Error('This browser has no WebRTC, or it is switched off.');
    return new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  }

  async #gathered(deadline) {
    const connection = this.#connection;
    if (connection.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, deadline);
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState !== 'complete') return;
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return connection.localDescription.sdp;
  }

  /** Closes the control channel, which tells the other side that its last message has come. */
  hangUp() {
    this.#control?.close();
  }

  /** What comes late is of no use: neither order nor a second try. */
  #askForMetadata() {
    const channel = this.#connection.createDataChannel('metadata', { ordered: false, maxRetransmits: 0 });
    channel.onmessage = ({ data }) => this.#emit('metadata', Peer.#parse(data));
  }

  /** Undefined for what is no JSON. */
  static #parse(data) {
    try {
      return JSON.parse(data);
    } catch {
      return undefined;
    }
  }

  #use(channel) {
    this.#control = channel;
    // In a channel that the other side made, `open` may have happened already.
    if (channel.readyState === 'open') this.#emit('control');
    channel.onopen = () => this.#emit('control');
    channel.onclose = () => this.#lose();
    channel.onmessage = ({ data }) => {
      const message = Peer.#parse(data);
      if (message !== undefined) this.#emit('message', message);
    };
  }

  #changed() {
    clearTimeout(this.#timer);
    const state = this.#connection.connectionState;
    if (state === 'connected' && this.#state === 'new') {
      this.#state = 'connected';
      this.#emit('connected');
    } else if (state === 'disconnected') {
      this.#timer = setTimeout(() => this.#lose(), Peer.#grace);
    } else if (state === 'failed' || state === 'closed') {
      // Closed without `close()`: the other side ended DTLS.
      this.#lose();
    }
  }

  #lose() {
    if (this.#state === 'lost' || this.#state === 'closed') return;
    // Not connected yet is no loss for a patient one: checks from the other side still get through.
    if (this.#state === 'new' && this.#patient) return this.#emit('stalled');
    this.#state = 'lost';
    this.#emit('lost');
  }

  #emit(type, detail) {
    if (this.#state !== 'closed') this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
