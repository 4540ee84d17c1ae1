#!/usr/bin/env python3
"""What encoder settings cost and what they give: SSIM against processor time, on five kinds of content.

Each content is 60 pictures of 1280×720 at 30 frames per second. The settings are those of `EncoderCandidate`, with other
presets, bitrates and qualities beside them. Times are of the processor, all threads together, without reading and parsing; the
first row is 1. SSIM is the mean over all pictures, and the least of one picture after the first ten; then Mbit/s.
"""

import argparse
import re
import resource
import subprocess
import tempfile
from pathlib import Path

FACE = Path(__file__).resolve().parents[1] / 'Tests/browser/fixtures/face.jpg'
FRAMES = 60
SIZE = '1280x720'
WORDS = ' '.join(f'{n} the quick brown fox jumps over the lazy dog' for n in range(4))

CONTENTS = {
    'bars': f'testsrc2=s={SIZE}:r=30',
    'film': f'mandelbrot=s={SIZE}:r=30:end_scale=0.02,noise=alls=4:allf=t',
    'screen': f'color=white:s={SIZE}:r=30,' + ','.join(
        f"drawtext=text='{WORDS}':fontsize=13:fontcolor={colour}:x=8:y={20 * row + 4}-mod(2*n\\,20)"
        for row, colour in enumerate(['black', 'blue', 'red', 'green'] * 9)),
    'noise': f'testsrc2=s={SIZE}:r=30,noise=alls=25:allf=t',
    'face': f"movie='{FACE}',scale=1600:1200:out_range=tv,setparams=range=tv,format=yuv420p,loop=-1:1,setpts=N/30/TB,crop=1280:720:x='mod(4*n\\,320)':y=200",
}


def x264(preset, bitrate, control=''):
    return (
        f'x264enc {control} tune=zerolatency speed-preset={preset} bframes=0 rc-lookahead=0 key-int-max=9000 threads=2'
        f' option-string=scenecut=0 vbv-buf-capacity=333 bitrate={bitrate}'
        ' ! video/x-h264,profile=constrained-baseline ! h264parse ! matroskamux')


def vp8(bitrate, control='end-usage=cbr', speed=-16):
    return (
        f'vp8enc {control} deadline=1 cpu-used={speed} lag-in-frames=0 threads=2 error-resilient=default'
        f' keyframe-max-dist=9000 buffer-size=200 buffer-initial-size=100 buffer-optimal-size=150'
        f' target-bitrate={bitrate * 1000} ! matroskamux')


def processor_time(command):
    """Seconds of user and system time that the command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ssim(encoded, reference):
    """Mean and least SSIM of all planes."""
    log = encoded.with_suffix('.log')
    subprocess.run(
        ['ffmpeg', '-nostdin', '-v', 'fatal', '-i', encoded, '-i', reference, '-lavfi',
         f'[0:v]settb=1/30,setpts=N[one];[1:v]settb=1/30,setpts=N[other];[one][other]ssim=stats_file={log}', '-f', 'null', '-'],
        check=True)
    values = [float(value) for value in re.findall(r'All:([\d.]+)', log.read_text())]
    return sum(values) / len(values), min(values[10:])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--presets', default='ultrafast,superfast')
    parser.add_argument('--bitrates', default='2765,8000,14000', help='kbit/s')
    parser.add_argument('--qualities', default='18,21,24', help='constant quality: quantisers of x264')
    parser.add_argument('--limit', type=int, default=55296, help='kbit/s, of constant quality')
    parser.add_argument('--vp8', action='store_true')
    options = parser.parse_args()
    rates = [int(rate) for rate in options.bitrates.split(',')]
    settings = {
        f'x264 {preset} {rate}': x264(preset, rate) for rate in rates for preset in options.presets.split(',')}
    qualities = [int(quality) for quality in options.qualities.split(',')]
    settings |= {
        f'x264 {quality} to {options.limit}': x264('ultrafast', options.limit, f'pass=qual quantizer={quality}')
        for quality in qualities}
    if options.vp8:
        settings |= {f'vp8 {rate}': vp8(rate) for rate in rates}
        settings |= {
            f'vp8 {quality} to {options.limit}': vp8(options.limit, f'end-usage=cq cq-level={quality}')
            for quality in (6, 10, 20)}
    with tempfile.TemporaryDirectory() as folder:
        first = {}
        print('settings'.ljust(24), *(name.rjust(28) for name in CONTENTS))
        references = {}
        for name, source in CONTENTS.items():
            references[name] = Path(folder, f'{name}.y4m')
            subprocess.run(
                ['ffmpeg', '-nostdin', '-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', str(FRAMES), '-pix_fmt', 'yuv420p',
                 references[name]], check=True)
        read = {
            name: processor_time(f'gst-launch-1.0 -q filesrc location={file} ! y4mdec ! fakesink'.split())
            for name, file in references.items()}
        for setting, encoder in settings.items():
            row = []
            for name, file in references.items():
                encoded = Path(folder, 'encoded.mkv')
                seconds = processor_time(
                    f'gst-launch-1.0 -q filesrc location={file} ! y4mdec ! {encoder} ! filesink location={encoded}'
                    .split()) - read[name]
                first.setdefault(name, seconds)
                mean, least = ssim(encoded, file)
                rate = encoded.stat().st_size * 8 * 30 / FRAMES / 1e6
                row.append(f'{mean:.4f} {least:.4f} ×{seconds / first[name]:.2f} {rate:.1f}'.rjust(28))
            print(setting.ljust(24), *row, flush=True)


if __name__ == '__main__':
    main()
