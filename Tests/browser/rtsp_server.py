"""An RTSP server with a test picture, as a network camera has one: rtsp_server.py PORT. Prints a line when it serves."""

import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service(sys.argv[1])
camera = GstRtspServer.RTSPMediaFactory()
camera.set_launch(
    'videotestsrc is-live=true horizontal-speed=4 ! video/x-raw,width=640,height=360,framerate=30/1'
    ' ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! video/x-h264,profile=constrained-baseline'
    ' ! rtph264pay name=pay0 config-interval=-1')
camera.set_shared(True)
server.get_mount_points().add_factory('/stream', camera)
server.attach(None)
print('serving', flush=True)
GLib.MainLoop().run()
