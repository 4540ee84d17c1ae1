'use strict';

/** Monitor, transport, figures and the pipeline's line: everything below the signalling. */
class Player {
  #view = { link: { state: 'opening' }, status: null, session: { phase: 'idle' }, showing: false };
  #stats;
  #pipeline = element('code', { id: 'pipeline', tabindex: 0 });
  #copy = element('button', { type: 'button', id: 'copy-pipeline', class: 'button quiet' }, 'Copy');
  #line = element('section', { class: 'pipeline', 'aria-label': 'Pipeline', hidden: true }, this.#pipeline, this.#copy);

  /** `commands`: start and stop, async; retry; stats, which gives a promise or null. */
  constructor(root, commands) {
    this.#stats = commands.stats;
    this.monitor = new Monitor(commands);
    this.transport = new Transport(commands);
    this.figures = new Figures(this.monitor.video, this.monitor.frames);
    root.append(this.monitor.root, this.transport.root, this.figures.root, this.#line);
    this.shortcuts = new Shortcuts(this);
    this.#copy.addEventListener('click', () => this.#copyPipeline());
    this.monitor.frames.addEventListener('frame', () => {
      if (!this.#view.showing) this.update({ showing: true });
    });
    setInterval(() => this.#tick(), 1_000);
    this.update({});
  }

  /** Takes any of `link`, `status`, `session`, `showing`, and shows what follows from all of them. */
  update(news) {
    const before = this.#view;
    const view = this.#view = { ...before, ...news };
    // A frame from before the source changed does not make the new one live.
    if (view.status?.state !== before.status?.state || view.session.phase !== 'connected') view.showing = false;
    const state = describeState(view);
    if (document.body.dataset.state !== state.word) {
      document.body.dataset.state = state.word;
      document.title = `${stateLabels[state.word]} · PipelineBridge`;
    }
    this.monitor.show(state);
    this.transport.show(state, view.status, view.link.state === 'open');
    this.figures.show(view.status);
    this.#showPipeline(view.status?.pipeline ?? '');
  }

  play(stream) {
    this.monitor.play(stream);
    this.monitor.controls.offerSound(stream);
  }

  /** The picture of a connection that is over is no part of the next one. */
  clear() {
    this.monitor.video.srcObject = null;
    this.monitor.controls.offerSound(new MediaStream());
  }

  async #tick() {
    this.update({});
    const report = await Promise.resolve(this.#stats()).catch(() => null);
    this.figures.sample(report);
  }

  #showPipeline(text) {
    if (this.#pipeline.textContent === text) return;
    this.#pipeline.textContent = text;
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
