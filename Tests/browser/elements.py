"""The tests' own GStreamer elements as a plugin."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / 'TestElements'


def build(folder):
    """Compiles the plugin into a folder of its own and gives the environment in which programs find it."""
    plugins = folder / 'plugins'
    plugins.mkdir()
    flags = subprocess.run(
        ['pkg-config', '--cflags', '--libs', 'gstreamer-video-1.0'], check=True, capture_output=True, text=True).stdout
    subprocess.run(
        ['cc', '-shared', '-fPIC', '-O2', '-o', plugins / 'libtestfinder.so', f'-I{SOURCES}/include',
         SOURCES / 'testfinder.c', *shlex.split(flags)], check=True)
    return environment(plugins, folder)


def environment(plugins, folder):
    """In which programs find the plugins of a folder. Their registry is kept in another."""
    # A registry of its own: the user's would be written anew each time.
    registry = folder / 'registry.bin'
    known = Path.home() / '.cache/gstreamer-1.0' / f'registry.{os.uname().machine}.bin'
    if known.exists():
        shutil.copy(known, registry)
    return {'GST_PLUGIN_PATH': str(plugins), 'GST_REGISTRY': str(registry)}
