"""An RTSP server for a launch line: rtsp_server.py PORT LAUNCH [USER PASSWORD]. Prints a line when it serves."""

import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
port, launch, *credentials = sys.argv[1:]
server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service(port)
camera = GstRtspServer.RTSPMediaFactory()
camera.set_launch(launch)
camera.set_shared(True)
if credentials:
    access = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string('media.factory.role', 'user')
    access.add_basic(GstRtspServer.RTSPAuth.make_basic(*credentials), token)
    server.set_auth(access)
    role = Gst.Structure.new_empty('user')
    role.set_value('media.factory.access', True)
    role.set_value('media.factory.construct', True)
    camera.add_role_from_structure(role)
server.get_mount_points().add_factory('/stream', camera)
server.attach(None)
print('serving', flush=True)
GLib.MainLoop().run()
