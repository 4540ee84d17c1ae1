'use strict';

/** What is measured in this page: once a second, from the frames shown and the connection's statistics. */
class Figures {
  #video;
  #shown = []; // [time, presentedFrames] of the last second's frames
  #last = null; // { time, bytes } of the last sample
  #values = {};

  constructor(video, frames) {
    this.#video = video;
    frames.addEventListener('frame', ({ detail }) => this.#count(detail));
    this.root = element('dl', { class: 'figures', 'aria-label': 'Figures' },
      this.#cell('fps', 'Frame rate', 'fps'),
      this.#cell('resolution', 'Resolution'),
      this.#cell('codec', 'Codec'),
      this.#cell('encoder', 'Encoder'),
      this.#cell('bitrate', 'Bitrate', 'Mbit/s'),
      this.#cell('dropped', 'Dropped', 'frames'),
      this.#cell('viewers', 'Viewers'));
  }

  show(status) {
    this.#write('viewers', status?.viewers);
    const codec = this.#values.codec.textContent.toUpperCase();
    const rendition = status?.renditions?.find((one) => one.codec?.toUpperCase() === codec);
    this.#write('encoder', rendition?.encoder);
  }

  /** `report` is what `getStats()` gave, or null without a connection. */
  sample(report) {
    const all = report ? [...report.values()] : [];
    const inbound = all.filter(({ type }) => type === 'inbound-rtp');
    const video = inbound.find(({ kind }) => kind === 'video');
    const codec = video && report.get(video.codecId)?.mimeType;
    this.#write('codec', codec?.split('/')[1]);
    this.#write('dropped', video?.framesDropped);
    this.#write('bitrate', this.#bitrate(inbound));
    this.#write('fps', report ? this.#rate(video) : null);
    const { videoWidth: width, videoHeight: height } = this.#video;
    this.#write('resolution', report && width ? `${width} × ${height}` : null);
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

  #cell(id, name, unit = '') {
    const value = element('span', { id, class: 'number' }, '–');
    this.#values[id] = value;
    return element('div', {},
      element('dt', {}, name),
      element('dd', {}, value, unit && element('span', { class: 'unit' }, ` ${unit}`)));
  }

  #write(id, value) {
    const text = value === undefined || value === null || value === '' ? '–' : String(value);
    if (this.#values[id].textContent !== text) this.#values[id].textContent = text;
  }
}
