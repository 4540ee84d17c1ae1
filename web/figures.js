'use strict';

/** The figures, once a second: from the frames shown, the connection's statistics, and what the bridge says. */
class Figures {
  #video;
  #clock;
  #shown = []; // [time, presentedFrames] of the last second's frames
  #last = null; // { time, bytes } of the last sample
  #source = null; // { uptime, frames } of the status before
  #status = null;
  #cells = {};

  constructor(video, frames, clock) {
    this.#video = video;
    this.#clock = clock;
    this.latency = new Latency(clock, frames);
    frames.addEventListener('frame', ({ detail }) => this.#count(detail));
    this.root = element('dl', { class: 'figures', id: 'figures', 'aria-label': 'Figures' },
      this.#cell('latency', 'Latency', { unit: 'ms', plot: true }),
      this.#cell('fps', 'Frame rate', { unit: 'fps', plot: true }),
      this.#cell('bitrate', 'Bitrate', { unit: 'Mbit/s', plot: true }),
      this.#cell('dropped', 'Dropped', { unit: 'frames', plot: true }),
      this.#cell('resolution', 'Resolution'),
      this.#cell('codec', 'Codec', { note: 'encoder' }),
      this.#cell('keyframes', 'Key frames'),
      this.#cell('viewers', 'Viewers'));
  }

  /** Frames of this viewer that the bridge did not send. */
  lost = 0;

  toggle() {
    this.root.hidden = !this.root.hidden;
  }

  show(status) {
    const isNew = status !== this.#status;
    this.#status = status;
    this.#write('viewers', status?.viewers);
    this.#note('resolution', describeChoice(status));
    const rendition = this.#rendition;
    this.#note('codec', rendition?.encoder ?? (rendition ? 'passed on' : ''));
    this.#write('keyframes', rendition?.keyFrames);
    if (!isNew) return;
    const { sourceDelay, encodeDelay } = rendition ?? {};
    this.latency.server = {
      source: sourceDelay?.p50 ?? 0,
      encode: encodeDelay?.p50 ?? 0,
      most: Math.max(sourceDelay?.p95 ?? 0, (status?.lateBy ?? 0) * 1_000) + (encodeDelay?.p95 ?? 0),
    };
  }

  /** `report` is what `getStats()` gave, or null without a connection. What the bridge is to be told, or null. */
  sample(report) {
    const all = report ? [...report.values()] : [];
    const inbound = all.filter(({ type }) => type === 'inbound-rtp');
    const video = inbound.find(({ kind }) => kind === 'video');
    const codec = video && report.get(video.codecId)?.mimeType;
    if (report) this.#clock.sameHost = sharesHost(report);
    this.#write('codec', codec?.split('/')[1]);
    this.#write('bitrate', this.#bitrate(inbound), true);
    const { videoWidth: width, videoHeight: height } = this.#video;
    this.#write('resolution', report && width ? `${width} × ${height}` : null);
    const rate = report ? this.#rate(video) : null;
    this.#write('fps', rate, true);
    this.#note('fps', this.#sourceRate());
    this.#showDropped(video);
    const latency = this.#showLatency(report);
    if (!report) return null;
    return {
      latency: latency ? { p50: latency.p50, p95: latency.p95 } : null,
      uncertainty: latency?.uncertainty,
      framerate: Number(rate) || 0,
      dropped: video?.framesDropped ?? 0,
    };
  }

  #showLatency(report) {
    const figures = report && !document.hidden ? this.latency.figures : null;
    this.#write('latency', figures?.p50.toFixed(1), true);
    let note = report ? this.latency.problem ?? '' : '';
    if (figures) {
      const parts = Object.entries(figures.parts).filter(([, value]) => value !== null)
        .map(([name, value]) => `${name} ${value.toFixed(1)}`);
      const uncertainty = figures.uncertainty ? ` ± ${figures.uncertainty.toFixed(1)}` : '';
      note = `p95 ${figures.p95.toFixed(1)}${uncertainty} · ${parts.join(' · ')}`;
    }
    this.#note('latency', note);
    return figures;
  }

  #showDropped(video) {
    const streams = this.#status?.streams?.filter(({ kind }) => kind === 'video') ?? [];
    const stream = streams.find(({ name }) => name === this.#rendition?.stream) ?? streams[0];
    const places = {
      source: stream?.lost,
      encoder: this.#rendition?.dropped,
      viewer: this.lost,
      browser: video?.framesDropped,
    };
    const total = Object.values(places).reduce((sum, one) => sum + (one ?? 0), 0);
    this.#write('dropped', video ? total : null, true);
    this.#note('dropped', video ? Object.entries(places).map(([name, count]) => `${name} ${count ?? '–'}`).join(' · ') : '');
  }

  get #rendition() {
    return this.#status?.renditions?.find(({ id }) => id !== undefined && id === this.#clock.rendition);
  }

  #count({ now, presentedFrames }) {
    if (now === undefined) return;
    // A stream that was replaced counts from the start again.
    if (this.#shown.length && presentedFrames < this.#shown.at(-1)[1]) this.#shown = [];
    this.#shown.push([now, presentedFrames]);
    while (now - this.#shown[0][0] > 1_000) this.#shown.shift();
  }

  #rate(video) {
    // A page in the background shows no frames, though they arrive.
    if (document.hidden || !this.#video.requestVideoFrameCallback) return video?.framesPerSecond?.toFixed(1);
    const shown = this.#shown;
    if (shown.length < 2 || performance.now() - shown.at(-1)[0] > 1_000) return '0.0';
    const [first, last] = [shown[0], shown.at(-1)];
    return (((last[1] - first[1]) * 1_000) / (last[0] - first[0])).toFixed(1);
  }

  /** What goes in, between two statuses. */
  #sourceRate() {
    const now = this.#status;
    const last = this.#source;
    if (!last || !now || now.uptime - last.uptime >= 1) this.#source = now && { uptime: now.uptime, frames: now.frames };
    if (!last || !now || now.uptime - last.uptime < 1) return this.#cells.fps.note.textContent;
    const rate = (now.frames - last.frames) / (now.uptime - last.uptime);
    return rate >= 0 ? `source ${rate.toFixed(1)}` : '';
  }

  #bitrate(inbound) {
    if (!inbound.length) {
      this.#last = null;
      return null;
    }
    const now = { time: inbound[0].timestamp, bytes: inbound.reduce((sum, one) => sum + (one.bytesReceived ?? 0), 0) };
    const last = this.#last;
    this.#last = now;
    if (!last || now.time <= last.time || now.bytes < last.bytes) return null;
    return ((now.bytes - last.bytes) * 8 / (now.time - last.time) / 1_000).toFixed(2);
  }

  #cell(id, name, { unit = '', plot = false, note = '' } = {}) {
    const cell = {
      value: element('span', { id, class: 'number' }, '–'),
      note: element('dd', { class: 'note', ...(note && { id: note }) }),
      plot: plot ? new Plot() : null,
    };
    this.#cells[id] = cell;
    return element('div', {},
      element('dt', {}, name),
      element('dd', {}, cell.value, unit && element('span', { class: 'unit' }, ` ${unit}`)),
      cell.note,
      ...(cell.plot ? [element('dd', {}, cell.plot.root)] : []));
  }

  #write(id, value, plotted = false) {
    const text = value === undefined || value === null || value === '' ? '–' : String(value);
    const cell = this.#cells[id];
    if (cell.value.textContent !== text) cell.value.textContent = text;
    if (plotted) cell.plot.add(text === '–' ? null : Number(text));
  }

  #note(id, text) {
    const { note } = this.#cells[id];
    if (note.textContent !== text) {
      note.textContent = text;
      note.title = text;
    }
  }
}

/** Whether media comes from this very host: over loopback, or from an address that is this host's own. */
function sharesHost(report) {
  const transport = [...report.values()].find(({ type, selectedCandidatePairId }) => {
    return type === 'transport' && selectedCandidatePairId;
  });
  const pair = transport
    ? report.get(transport.selectedCandidatePairId)
    : [...report.values()].find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  const [local, remote] = [report.get(pair?.localCandidateId), report.get(pair?.remoteCandidateId)];
  // TCP may have been forwarded from another host.
  if (!remote?.address || remote.protocol === 'tcp') return false;
  return remote.address === '::1' || remote.address.startsWith('127.') || remote.address === local?.address;
}
