"""Audio as the browser receives it."""

LOUDEST = '''async () => {
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 8192 });
  context.createMediaStreamSource(document.querySelector('#video').srcObject).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const deadline = performance.now() + 10_000;
  for (;;) {
    await new Promise(requestAnimationFrame);
    analyser.getFloatFrequencyData(bins);
    const loudest = bins.indexOf(Math.max(...bins));
    if (bins[loudest] > -40) return loudest * context.sampleRate / analyser.fftSize;
    if (performance.now() > deadline) throw new Error(`nothing is heard: ${bins[loudest]} dB`);
  }
}'''


def loudest(page):
    """The frequency at which the track's spectrum is loudest, in Hz."""
    return page.evaluate(LOUDEST)
