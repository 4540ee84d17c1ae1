'use strict';

/**
 * Regions drawn on the very frame that they belong to.
 *
 * A frame that has regions is drawn here together with them, over the video: the video itself goes on to the next frame
 * on a thread of its own, and a page that is busy for a moment would leave the boxes behind. A frame without regions
 * leaves the canvas empty, and the video is seen through it.
 */
class Overlay {
  #video;
  #metadata;
  #choice;
  #canvas;
  #context;
  #shown = null; // the callback's metadata of the frame on the screen
  #isEmpty = true;

  /** `choice` says what is to be drawn: `shows(region)`. */
  constructor(video, frames, metadata, choice) {
    this.#video = video;
    this.#metadata = metadata;
    this.#choice = choice;
    this.root = this.#canvas = element('canvas', { id: 'overlay', 'aria-hidden': true });
    this.#context = this.#canvas.getContext('2d', { alpha: true });
    frames.addEventListener('frame', ({ detail }) => this.#draw(detail));
    // Late, while its frame is still on the screen, or to be held on whatever is.
    metadata.addEventListener('found', ({ detail }) => {
      if (this.#shown && (detail === null || detail === this.#shown.rtpTimestamp)) this.#draw(this.#shown);
    });
    choice.addEventListener('change', () => { if (this.#shown) this.#draw(this.#shown); });
    video.addEventListener('emptied', () => this.clear());
  }

  /** Whether there is anything to see. */
  get isEmpty() {
    return this.#isEmpty;
  }

  clear() {
    this.#shown = null;
    this.#erase();
  }

  /** The picture as it is seen, with the regions, into a context in the video's own size. */
  paint(context) {
    context.drawImage(this.#isEmpty ? this.#video : this.#canvas, 0, 0);
  }

  #draw(shown) {
    if (shown.rtpTimestamp === undefined) return;
    this.#shown = shown;
    const regions = this.#metadata.regions(shown.rtpTimestamp).filter((region) => this.#choice.shows(region));
    if (!regions.length) return this.#erase();
    const frame = Overlay.#frame(this.#video, shown);
    // The video is a frame further already: its own callback comes next.
    if (!frame) return;
    const { width, height } = shown;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context.drawImage(frame, 0, 0, width, height);
    frame.close?.();
    this.#isEmpty = false;
    const scale = width / Math.max(1, Math.min(this.#video.clientWidth, this.#video.clientHeight * width / height));
    for (const region of regions) this.#region(region, width, height, scale);
  }

  #erase() {
    if (this.#isEmpty) return;
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#isEmpty = true;
  }

  /** `scale`: the video's pixels for one of the page's. */
  #region(region, width, height, scale) {
    const context = this.#context;
    const [x, y, w, h] = [region.x * width, region.y * height, region.width * width, region.height * height];
    const colour = regionColour(region);
    context.lineWidth = 2 * scale;
    context.strokeStyle = colour;
    // What an earlier frame has left is no more than likely.
    context.setLineDash(region.held ? [6 * scale, 4 * scale] : []);
    context.strokeRect(x, y, w, h);
    const words = regionWords(region);
    if (!words) return;
    context.font = `600 ${12 * scale}px system-ui, sans-serif`;
    context.textBaseline = 'top';
    const line = 16 * scale;
    const length = context.measureText(words).width + 8 * scale;
    const left = Math.max(0, Math.min(x - scale, width - length));
    const top = y >= line ? y - line : Math.min(y + h, height - line);
    context.fillStyle = colour;
    context.fillRect(left, top, length, line);
    context.fillStyle = '#000';
    context.fillText(words, left + 4 * scale, top + 2 * scale);
  }

  /** The picture of exactly the frame that was called back for; null when the video has gone on meanwhile. */
  static #frame(video, shown) {
    if (!self.VideoFrame) return video;
    let frame;
    try {
      frame = new VideoFrame(video);
    } catch {
      return video;
    }
    // Up to a rounding the same number of µs: frames that a network has held up come a fraction of a millisecond apart.
    // Firefox gives 0 for every frame of a stream, which tells nothing.
    if (!shown.mediaTime || Math.abs(frame.timestamp - shown.mediaTime * 1e6) <= 1) return frame;
    frame.close();
    return null;
  }
}

/** What stands beside a region. */
function regionWords({ label, confidence, id }) {
  const certainty = Number.isFinite(confidence) ? `${Math.round(confidence * (confidence <= 1 ? 100 : 1))}\u00a0%` : '';
  return [label, id === undefined ? '' : `#${id}`, certainty].filter(Boolean).join(' ').slice(0, 80);
}

/** The same thing has the same colour in every frame and every page. */
function regionColour({ label, id }) {
  let hash = 0;
  for (const character of String(id ?? label ?? '')) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  return `hsl(${(hash * 137.508) % 360} 90% 65%)`;
}
