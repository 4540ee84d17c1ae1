'use strict';

/** Monitor, transport, figures and the pipeline's line: everything below the signalling. */
class Player {
  #view = { link: { state: 'opening' }, status: null, session: { phase: 'idle' }, showing: false, blocked: false };
  #stats;
  #send;
  #pipeline = element('code', { id: 'pipeline', tabindex: 0 });
  #copy = element('button', { type: 'button', id: 'copy-pipeline', class: 'button quiet' }, 'Copy');
  #line = element('section', { class: 'pipeline', 'aria-label': 'Pipeline', hidden: true }, this.#pipeline, this.#copy);

  /**
   * `commands`: start and stop, async; retry; renew, when what comes is no longer live; stats, which gives a promise or
   * null; send, over the control channel; elements and set, async.
   */
  constructor(root, commands) {
    this.#stats = commands.stats;
    this.clock = new MediaClock();
    this.metadata = new FrameMetadata(this.clock);
    this.detections = new Detections();
    this.monitor = new Monitor(commands, this.metadata, this.detections);
    this.events = new EventList(this.monitor.frames);
    this.tuning = new TuningPanel(commands);
    this.navigation = new Navigation(this.monitor, (event) => commands.send({ type: 'navigate', ...event }));
    this.recorder = new Recorder(this.monitor, (text) => this.monitor.announce(text));
    this.monitor.controls.root.prepend(this.navigation.root, this.recorder.root);
    this.transport = new Transport(commands);
    this.figures = new Figures(this.monitor.video, this.monitor.frames, this.clock);
    this.#send = commands.send;
    this.figures.latency.addEventListener('stale', commands.renew);
    root.append(this.monitor.root, this.transport.root, this.figures.root, this.detections.root,
      this.events.root, this.tuning.root, this.#line);
    this.shortcuts = new Shortcuts(this);
    this.#copy.addEventListener('click', () => this.#copyPipeline());
    const { playback } = this.monitor;
    playback.addEventListener('change', () => this.update({ blocked: playback.blocked }));
    this.monitor.frames.addEventListener('frame', () => {
      if (!this.#view.showing) this.update({ showing: true });
    });
    setInterval(() => this.#tick(), 1_000);
    this.update({});
  }

  /** Takes any of `link`, `status`, `session`, `showing`, `blocked`, and shows what follows from all of them. */
  update(news) {
    const before = this.#view;
    const view = this.#view = { ...before, ...news };
    // A frame from before the source changed does not make the new one live.
    if (view.status?.state !== before.status?.state || view.session.phase !== 'connected') view.showing = false;
    this.monitor.frames.write(this.#write);
  }

  #write = () => {
    const view = this.#view;
    const state = describeState(view);
    if (document.body.dataset.state !== state.word) {
      document.body.dataset.state = state.word;
    }
    const title = `${stateLabels[state.label]} · PipelineBridge`;
    if (document.title !== title) document.title = title;
    this.monitor.show(state, describeNotices(view));
    this.transport.show(state, view.status, view.link.state === 'open');
    this.figures.show(view.status);
    this.detections.show(view.status);
    this.events.show(view.status);
    this.tuning.show(view.status, view.link.state === 'open');
    this.navigation.show(view.status);
    this.#showPipeline(view.status?.pipeline ?? '');
  };

  /** Takes what the bridge says over the control channel of the media, not of itself. */
  hear(message) {
    if (message.type === 'clock' || message.type === 'pong') this.clock.take(message);
    if (message.type === 'clock') this.update({ rendition: this.clock.rendition });
    if (message.type === 'pong') this.figures.lost = message.lost;
    if (message.type === 'event') this.events.take(message.event);
    if (message.type === 'elements') this.tuning.take(message.elements, message.id);
    if (message.type === 'refused') this.tuning.refuse(message.reason, message.id);
  }

  /** Takes what was found in a frame. */
  found(message) {
    this.metadata.take(message);
    if (Array.isArray(message?.regions)) this.detections.note(message.regions);
  }

  play(stream) {
    this.monitor.playback.show(stream);
    this.monitor.controls.offerSound(stream);
  }

  /** The picture of a connection that is over is no part of the next one. */
  clear() {
    this.clock.take(null);
    this.update({ rendition: undefined });
    this.figures.latency.clear();
    this.metadata.clear();
    this.monitor.video.srcObject = null;
    this.monitor.controls.offerSound(new MediaStream());
  }

  async #tick() {
    this.update({});
    const report = await Promise.resolve(this.#stats()).catch(() => null);
    if (report) this.#send({ type: 'ping', sent: performance.now() });
    this.monitor.frames.write(() => {
      const measured = this.figures.sample(report);
      if (measured) this.#send({ type: 'report', report: measured });
    });
  }

  #showPipeline(text) {
    if (this.#pipeline.title === text) return;
    // As a command: what is between the quotes may come from whoever else watches.
    this.#pipeline.textContent = text && `bridge ${shellWord(text)}`;
    this.#pipeline.title = text;
    this.#line.hidden = !text;
  }

  async #copyPipeline() {
    const copied = await copyText(this.#pipeline.textContent);
    if (!copied) {
      getSelection().selectAllChildren(this.#pipeline);
      this.#pipeline.focus();
    }
    this.#copy.textContent = copied ? 'Copied' : 'Selected';
    setTimeout(() => { this.#copy.textContent = 'Copy'; }, 1_500);
  }
}
