"""A WHEP player written against draft-ietf-wish-whep-03 alone: GStreamer's webrtcbin, trickle ICE.

Runs with the system's Python, which has GStreamer's bindings: whep_player.py URL TOKEN FRAMES [--gathered]
Prints what it has seen as JSON and deletes its session.
"""

import json
import sys
import urllib.error
import urllib.request
from urllib.parse import urljoin

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstSdp', '1.0')
gi.require_version('GstWebRTC', '1.0')
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

Gst.init(None)
H264 = 'application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=109,packetization-mode=(string)1'
OPUS = 'application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,encoding-params=(string)2'


class Player:
    def __init__(self, url, token, frames, trickles):
        self.url, self.token, self.wanted, self.trickles = url, token, frames, trickles
        self.seen = {'frames': 0, 'patches': []}
        self.session = self.tag = None
        self.waiting = []
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.Pipeline()
        self.bin = Gst.ElementFactory.make('webrtcbin')
        self.bin.set_property('bundle-policy', GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        # libnice leaves loopback out unless it is named, and pairs no other address with it. The agent comes floating:
        # Python takes webrtcbin's own reference, which has to be given back.
        self.agent = self.bin.get_property('ice-agent')
        self.agent.ref()
        self.agent.emit('add-local-ip-address', '127.0.0.1')
        self.pipeline.add(self.bin)
        self.bin.connect('pad-added', self.on_pad)
        self.bin.connect('on-ice-candidate', lambda _, line, text: GLib.idle_add(self.on_candidate, line, text))
        self.bin.connect('notify::ice-gathering-state', lambda *_: GLib.idle_add(self.on_gathering))

    def request(self, method, url, body=None, **headers):
        """Status, headers and body, of errors as well."""
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        if self.token:
            headers['Authorization'] = f'Bearer {self.token}'
        request = urllib.request.Request(url, body and body.encode(), headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.headers, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def run(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        for caps in (H264, OPUS):
            self.bin.emit('add-transceiver', receive, Gst.Caps.from_string(caps))
        self.bin.emit('create-offer', None, Gst.Promise.new_with_change_func(self.on_offer))
        GLib.timeout_add_seconds(20, self.loop.quit)
        self.loop.run()
        if self.session:
            self.seen['delete'] = self.request('DELETE', self.session)[0]
        self.pipeline.set_state(Gst.State.NULL)
        print(json.dumps(self.seen))

    def on_offer(self, promise):
        self.reply = promise.get_reply()  # what is taken out of it lives as long as it does
        self.description = self.reply.get_value('offer')
        self.bin.emit('set-local-description', self.description, Gst.Promise.new())
        self.offer = self.description.sdp
        if self.trickles:
            GLib.idle_add(self.post, self.offer.as_text())

    def on_gathering(self):
        state = self.bin.get_property('ice-gathering-state')
        if not self.trickles and state == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            self.post(self.bin.get_property('local-description').sdp.as_text())

    def post(self, offer):
        status, headers, answer = self.request('POST', self.url, offer, Content_Type='application/sdp')
        self.seen['post'] = status
        if status != 201:
            self.seen['problem'] = answer
            return self.loop.quit()
        self.session, self.tag = urljoin(self.url, headers['Location']), headers['ETag']
        _, message = GstSdp.SDPMessage.new_from_text(answer)
        self.bin.emit('set-remote-description',
                      GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message),
                      Gst.Promise.new())
        for line, text in self.waiting:
            self.patch(line, text)

    def on_candidate(self, line, text):
        if self.session:
            self.patch(line, text)
        else:
            self.waiting.append((line, text))

    def patch(self, line, text):
        if not self.trickles:
            return
        media = self.offer.get_media(line)
        fragment = '\r\n'.join([
            f'a=ice-ufrag:{media.get_attribute_val("ice-ufrag")}', f'a=ice-pwd:{media.get_attribute_val("ice-pwd")}',
            f'm={media.get_media()} 9 UDP/TLS/RTP/SAVPF 0', f'a=mid:{media.get_attribute_val("mid")}', f'a={text}', ''])
        status, _, _ = self.request(
            'PATCH', self.session, fragment, Content_Type='application/trickle-ice-sdpfrag', If_Match=self.tag)
        self.seen['patches'].append(status)

    def on_pad(self, _, pad):
        is_video = pad.get_current_caps().get_structure(0).get_value('media') == 'video'
        decoder = 'rtph264depay ! avdec_h264 ! ' if is_video else ''
        sink = Gst.parse_bin_from_description(
            f'{decoder}fakesink name=sink sync=false async=false signal-handoffs=true', True)
        if is_video:
            sink.get_by_name('sink').connect('handoff', self.on_frame)
        self.pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad('sink'))

    def on_frame(self, *_):
        self.seen['frames'] += 1
        if self.seen['frames'] == self.wanted:
            GLib.idle_add(self.loop.quit)


Player(sys.argv[1], sys.argv[2], int(sys.argv[3]), trickles='--gathered' not in sys.argv).run()
