/// Where Debian keeps an element that is not installed.
enum DebianPackage {
  /// The package that has an element, when it is a well-known one.
  static func providing(element: String) -> String? {
    if element.hasPrefix("av"), element.hasPrefix("avdec_") || element.hasPrefix("avenc_") {
      return "gstreamer1.0-libav"
    }
    return elements.first { $0.value.contains(element) }?.key
  }

  private static let elements: [String: Set<String>] = [
    "gstreamer1.0-plugins-base": [
      "videotestsrc", "audiotestsrc", "videoconvert", "videoscale", "videorate", "audioconvert", "audioresample",
      "decodebin", "decodebin3", "parsebin", "playbin", "uridecodebin", "uridecodebin3", "urisourcebin", "appsrc",
      "appsink", "opusenc", "opusdec", "oggdemux", "vorbisdec", "theoradec",
      "compositor", "tcpclientsrc", "tcpserversrc",
      "volume", "encodebin",
    ],
    "gstreamer1.0-gl": ["glupload", "gldownload", "glcolorconvert", "gltestsrc", "gleffects"],
    "gstreamer1.0-x": ["ximagesink", "xvimagesink", "textoverlay", "timeoverlay", "clockoverlay"],
    "gstreamer1.0-alsa": ["alsasrc", "alsasink"],
    "gstreamer1.0-plugins-good": [
      "v4l2src", "v4l2h264enc", "ximagesrc", "rtspsrc", "udpsrc", "souphttpsrc", "multipartdemux", "jpegdec",
      "jpegenc", "pngdec", "vp8enc", "vp8dec", "vp9enc", "vp9dec", "qtdemux", "matroskademux", "avidemux", "flvdemux",
      "rtph264pay", "rtph264depay", "rtpvp8pay", "rtpvp8depay", "rtpvp9pay", "rtpvp9depay", "rtpopuspay",
      "rtpopusdepay", "rtpjpegpay", "rtpjpegdepay", "rtpjitterbuffer", "rtpbin", "imagefreeze",
      "multifilesrc", "pulsesrc", "videobox", "videocrop", "videoflip", "videobalance", "deinterlace", "level",
      "autovideosrc",
      "autoaudiosrc", "splitmuxsrc", "gdkpixbufdec", "wavparse", "flacdec", "alpha",
    ],
    "gstreamer1.0-gtk3": ["gtksink"],
    "gstreamer1.0-plugins-bad": [
      "webrtcbin", "h264parse", "h265parse", "vp9parse", "av1parse", "av1enc", "av1dec", "openh264enc",
      "openh264dec", "dtlsenc", "dtlsdec", "dtlssrtpenc", "dtlssrtpdec", "srtpenc", "srtpdec", "sctpenc", "sctpdec",
      "vah264enc", "vapostproc", "nvh264enc", "cudadownload", "zbar", "tsdemux",
      "rtmpsrc", "rtmp2src", "srtsrc", "hlsdemux", "dashdemux", "rfbsrc", "waylandsink", "dvbsrc", "uvch264src",
      "v4l2codecs", "shmsrc", "ipcpipelinesrc", "qsvh264enc",
    ],
    "gstreamer1.0-plugins-ugly": ["x264enc", "mpeg2dec", "asfdemux"],
    "gstreamer1.0-vaapi": ["vaapih264enc", "vaapih265enc", "vaapivp8enc", "vaapipostproc", "vaapidecodebin"],
    "gstreamer1.0-opencv": [
      "facedetect", "faceblur", "handdetect", "motioncells", "edgedetect", "cvdilate", "cverode", "cvlaplace",
      "cvsmooth", "cvsobel", "templatematch", "opencvtextoverlay", "grabcut", "segmentation", "retinex", "skindetect",
      "dewarp", "disparity", "cameracalibrate", "cameraundistort", "cvtracker",
    ],
    "gstreamer1.0-nice": ["nicesrc", "nicesink"],
    "gstreamer1.0-pipewire": ["pipewiresrc", "pipewiresink"],
    "gstreamer1.0-libcamera": ["libcamerasrc"],
    "gstreamer1.0-wpe": ["wpesrc", "wpevideosrc"],
  ]
}
