"""Media files made with gst-launch-1.0."""

import shlex
import subprocess


def launch(pipeline):
    """Runs a pipeline to its end."""
    subprocess.run(['gst-launch-1.0', '-q', *shlex.split(pipeline)], check=True, timeout=60)


def sender(pipeline):
    """Starts a pipeline that runs until it is killed."""
    return subprocess.Popen(['gst-launch-1.0', '-q', *shlex.split(pipeline)])


def clip(path, frames):
    """A film without sound, 30 frames each second."""
    launch(
        f'videotestsrc num-buffers={frames} pattern=ball ! video/x-raw,width=320,height=180,framerate=30/1'
        f' ! x264enc speed-preset=ultrafast key-int-max=30 ! h264parse ! matroskamux ! filesink location={path}')
    return str(path)


def clip_with_sound(path, seconds):
    """A film with a tone of 440 Hz."""
    launch(
        f'matroskamux name=mux ! filesink location={path}'
        f' videotestsrc num-buffers={30 * seconds} pattern=ball ! video/x-raw,width=320,height=180,framerate=30/1'
        ' ! x264enc speed-preset=ultrafast key-int-max=30 ! h264parse ! mux.'
        f' audiotestsrc num-buffers={50 * seconds} samplesperbuffer=960 freq=440 volume=0.5'
        ' ! audio/x-raw,rate=48000,channels=2 ! opusenc ! mux.')
    return str(path)
