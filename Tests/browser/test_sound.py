"""Sound comes with the picture, and in step with it."""

from conftest import FEW, received, wait_for_text
from media import clip_with_sound
from tones import loudest

# The value of a figure of both tracks, video first, once each has it and it is above a limit.
BOTH = '''async ([name, limit]) => {
  const deadline = performance.now() + 15_000;
  for (;;) {
    const inbound = [...(await peers.at(-1).getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
    const values = ['video', 'audio'].map((kind) => inbound.find((one) => one.kind === kind)?.[name]);
    if (values.every((value) => value > limit)) return values;
    if (performance.now() > deadline) throw new Error(`${name} of video and audio: ${values}`);
    await new Promise(requestAnimationFrame);
  }
}'''


def test_file_with_sound(bridge, watch, tmp_path):
    """A file's tone is heard after one click, its packets are not lost, and it is tied to the picture by RTCP."""
    server = bridge(clip_with_sound(tmp_path / 'film.mkv', seconds=60))
    page = watch(server)
    page.evaluate(BOTH, ['packetsReceived', 100])
    assert page.evaluate("document.querySelector('#video').muted")

    page.click('#sound')
    assert not page.evaluate("document.querySelector('#video').muted")
    wait_for_text(page, '#sound', 'Sound on')
    assert abs(loudest(page) - 440) < 15
    assert received(page, 'audio')['totalAudioEnergy'] > 0
    for kind in ('video', 'audio'):
        assert received(page, kind)['packetsLost'] <= FEW

    # Both tracks' times are in the sender's clock, through RTCP sender reports; each on its own would begin anywhere. How
    # long a busy browser holds sound back is in the difference, too.
    video, audio = page.evaluate(BOTH, ['estimatedPlayoutTimestamp', 0])
    assert abs(video - audio) < 2_000
    status = server.status()
    assert {rendition['codec'] for rendition in status['renditions']} == {'H264', 'OPUS'}
