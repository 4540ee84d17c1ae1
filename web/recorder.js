'use strict';

/** Records what is seen, with the boxes and the sound, and saves it as a file. */
class Recorder {
  #monitor;
  #announce;
  #canvas = element('canvas');
  #context = this.#canvas.getContext('2d');
  #recorder = null;

  constructor(monitor, announce) {
    this.#monitor = monitor;
    this.#announce = announce;
    this.root = element('button', {
      type: 'button', id: 'record', class: 'control', title: 'Record (r)', 'aria-label': 'Record',
      'aria-keyshortcuts': 'r', 'aria-pressed': 'false',
    }, icon('record'));
    this.root.hidden = !self.MediaRecorder || !this.#canvas.captureStream;
    this.root.addEventListener('click', () => this.toggle());
    // After the overlay, which hears of each frame first.
    monitor.frames.addEventListener('frame', () => { if (this.#recorder) this.#draw(); });
    monitor.video.addEventListener('emptied', () => this.stop());
  }

  toggle() {
    if (this.root.hidden) return;
    if (this.#recorder) this.stop();
    else this.#start();
  }

  stop() {
    this.#recorder?.stop();
    this.#recorder = null;
    this.root.setAttribute('aria-pressed', 'false');
  }

  #start() {
    const { video } = this.#monitor;
    if (!video.videoWidth) return;
    this.#draw();
    const sound = video.srcObject?.getAudioTracks() ?? [];
    const stream = new MediaStream([...this.#canvas.captureStream().getVideoTracks(), ...sound]);
    const recorder = this.#recorder = new MediaRecorder(stream);
    const pieces = [];
    const name = `recording-${fileStamp(new Date())}.${/mp4/.test(recorder.mimeType) ? 'mp4' : 'webm'}`;
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    recorder.addEventListener('stop', () => {
      // The sound is the video's own and goes on.
      for (const track of stream.getVideoTracks()) track.stop();
      saveFile(new Blob(pieces, { type: recorder.mimeType }), name);
      this.#announce('Recording saved');
    });
    // A piece each second: the browser may keep them elsewhere than in memory.
    recorder.start(1_000);
    this.root.setAttribute('aria-pressed', 'true');
    this.#announce('Recording');
  }

  #draw() {
    const { videoWidth: width, videoHeight: height } = this.#monitor.video;
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#monitor.overlay.paint(this.#context);
  }
}
