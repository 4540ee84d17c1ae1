"""Pictures as the browser shows them, read back from a canvas."""

import base64
from dataclasses import dataclass

READ_FRAMES = '''(video, { count, step, deadline }) => new Promise((resolve, reject) => {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const taken = [];
  const timer = setTimeout(() => reject(new Error(`${taken.length} of ${count} frames were shown`)), deadline);
  let number = 0;
  const take = (now, { rtpTimestamp, presentedFrames, mediaTime, width, height }) => {
    // Only a page that is secure can tell whether the video is a frame further already.
    const frame = self.VideoFrame && new VideoFrame(video);
    const isLate = frame && Math.abs(frame.timestamp - mediaTime * 1e6) > 1;
    if (!isLate && number++ % step === 0) {
      Object.assign(canvas, { width, height });
      context.drawImage(frame ?? video, 0, 0, width, height);
      taken.push({ rtpTimestamp, presentedFrames, image: context.getImageData(0, 0, width, height) });
    }
    frame?.close();
    if (taken.length < count) {
      video.requestVideoFrameCallback(take);
      return;
    }
    clearTimeout(timer);
    resolve(taken.map(({ image, ...rest }) => {
      let binary = '';
      for (let at = 0; at < image.data.length; at += 32768) {
        binary += String.fromCharCode(...image.data.subarray(at, at + 32768));
      }
      return { ...rest, width: image.width, height: image.height, pixels: btoa(binary) };
    }));
  };
  video.requestVideoFrameCallback(take);
})'''


@dataclass
class Picture:
    """One frame that was shown, as RGBA bytes."""

    rtp_timestamp: int
    presented: int
    width: int
    height: int
    pixels: bytes

    def pixel(self, x, y):
        """Red, green and blue."""
        at = 4 * (y * self.width + x)
        return tuple(self.pixels[at:at + 3])

    def row(self, y):
        return [self.pixel(x, y) for x in range(self.width)]

    def mean(self):
        """The mean colour of the middle of the picture."""
        points = [
            self.pixel(x, y)
            for x in range(self.width // 4, 3 * self.width // 4, 8)
            for y in range(self.height // 4, 3 * self.height // 4, 8)
        ]
        return tuple(sum(channel) / len(points) for channel in zip(*points))


def frames(page, count=1, step=1, deadline=15):
    """The next frames that the page shows; with `step`, one in so many."""
    arguments = {'count': count, 'step': step, 'deadline': deadline * 1000}
    return [
        Picture(
            frame['rtpTimestamp'], frame['presentedFrames'], frame['width'], frame['height'],
            base64.b64decode(frame['pixels']))
        for frame in page.locator('#video').evaluate(READ_FRAMES, arguments)
    ]
