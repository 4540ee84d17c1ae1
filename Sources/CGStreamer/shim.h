// What Swift cannot call by itself: functions with variable arguments, and macros.
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/base/gstbasesrc.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <gst/sdp/gstsdpmessage.h>
#include <gst/video/navigation.h>
#include <gst/video/video-event.h>
#include <gst/video/video.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#ifdef __GLIBC__
// Not in the Glibc module: malloc_trim.
#include <malloc.h>
#endif

static inline gboolean bridge_is_bin(gpointer object) { return GST_IS_BIN(object); }
static inline gboolean bridge_is_ghost_pad(gpointer object) { return GST_IS_GHOST_PAD(object); }
static inline gboolean bridge_is_pipeline(gpointer object) { return GST_IS_PIPELINE(object); }

static inline gboolean bridge_is_pad(gpointer object) { return GST_IS_PAD(object); }
static inline gboolean bridge_is_element(gpointer object) { return GST_IS_ELEMENT(object); }

static inline gboolean bridge_is_sink_element(gpointer object) {
  return GST_OBJECT_FLAG_IS_SET(object, GST_ELEMENT_FLAG_SINK);
}
static inline gboolean bridge_is_live_source(gpointer object) {
  return GST_IS_BASE_SRC(object) && gst_base_src_is_live(GST_BASE_SRC(object));
}
static inline gboolean bridge_is_time_segment(const GstSegment *segment) { return segment->format == GST_FORMAT_TIME; }
static inline const gchar *bridge_element_class(gpointer element) {
  return gst_element_class_get_metadata(GST_ELEMENT_GET_CLASS(element), GST_ELEMENT_METADATA_KLASS);
}

static inline GstMessageType bridge_message_type(GstMessage *message) { return GST_MESSAGE_TYPE(message); }
static inline GstObject *bridge_message_source(GstMessage *message) { return GST_MESSAGE_SRC(message); }

static inline gpointer bridge_get_object(gpointer object, const char *property) {
  gpointer value = NULL;
  g_object_get(object, property, &value, NULL);
  return value;
}

// webrtcbin's action signals (webrtcbin's documentation, "Action Signals").
static inline void bridge_emit_description(gpointer object, const char *signal, GstWebRTCSessionDescription *description,
                                           GstPromise *promise) {
  g_signal_emit_by_name(object, signal, description, promise);
}
static inline void bridge_emit_create(gpointer object, const char *signal, GstPromise *promise) {
  g_signal_emit_by_name(object, signal, NULL, promise);
}
static inline GstWebRTCDataChannel *bridge_create_data_channel(gpointer object, const char *label) {
  GstWebRTCDataChannel *channel = NULL;
  g_signal_emit_by_name(object, "create-data-channel", label, NULL, &channel);
  return channel;
}
static inline gpointer bridge_add_transceiver(gpointer object, GstWebRTCRTPTransceiverDirection direction, GstCaps *caps) {
  GstWebRTCRTPTransceiver *transceiver = NULL;
  g_signal_emit_by_name(object, "add-transceiver", direction, caps, &transceiver);
  return transceiver;
}
static inline gboolean bridge_add_local_address(gpointer agent, const char *address) {
  gboolean accepted = FALSE;
  g_signal_emit_by_name(agent, "add-local-ip-address", address, &accepted);
  return accepted;
}

static inline void bridge_add_ice_candidate(gpointer object, guint media_index, const char *candidate) {
  g_signal_emit_by_name(object, "add-ice-candidate", media_index, candidate);
}

static inline GError *bridge_structure_error(const GstStructure *structure, const char *field) {
  GError *error = NULL;
  gst_structure_get(structure, field, G_TYPE_ERROR, &error, NULL);
  return error;
}
static inline GstWebRTCSessionDescription *bridge_structure_description(const GstStructure *structure,
                                                                        const char *field) {
  GstWebRTCSessionDescription *description = NULL;
  gst_structure_get(structure, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  return description;
}

// What can be read, written, and changed in PLAYING (gstparamspecs.h); what says nothing about it can.
static inline gboolean bridge_is_tunable(GParamSpec *spec) {
  const guint never = G_PARAM_CONSTRUCT_ONLY | G_PARAM_DEPRECATED | GST_PARAM_MUTABLE_READY | GST_PARAM_MUTABLE_PAUSED;
  return (spec->flags & G_PARAM_READWRITE) == G_PARAM_READWRITE && !(spec->flags & never);
}
static inline void bridge_spec_range(GParamSpec *spec, gdouble *minimum, gdouble *maximum) {
#define BRIDGE_RANGE(IS, CAST) \
  if (IS(spec)) { \
    *minimum = CAST(spec)->minimum; \
    *maximum = CAST(spec)->maximum; \
  }
  BRIDGE_RANGE(G_IS_PARAM_SPEC_CHAR, G_PARAM_SPEC_CHAR)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_UCHAR, G_PARAM_SPEC_UCHAR)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_INT, G_PARAM_SPEC_INT)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_UINT, G_PARAM_SPEC_UINT)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_LONG, G_PARAM_SPEC_LONG)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_ULONG, G_PARAM_SPEC_ULONG)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_INT64, G_PARAM_SPEC_INT64)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_UINT64, G_PARAM_SPEC_UINT64)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_FLOAT, G_PARAM_SPEC_FLOAT)
  BRIDGE_RANGE(G_IS_PARAM_SPEC_DOUBLE, G_PARAM_SPEC_DOUBLE)
#undef BRIDGE_RANGE
}

// The memory of one plane of a mapped frame: `GstVideoFrame`'s arrays, and macros for what is in them.
static inline const guint8 *bridge_frame_plane(const GstVideoFrame *frame, guint plane, gsize *size, gint *stride,
                                               gint *rows) {
  const guint8 *data = (const guint8 *)frame->data[plane];
  *stride = frame->info.stride[plane];
  *rows = frame->info.height;
  for (guint component = 0; component < frame->info.finfo->n_components; component++)
    if (frame->info.finfo->plane[component] == plane) {
      *rows = GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(frame->info.finfo, component, frame->info.height);
      break;
    }
  *size = 0;
  for (guint index = 0; index < GST_VIDEO_MAX_PLANES; index++) {
    const guint8 *begin = frame->map[index].data;
    if (begin && data >= begin && data < begin + frame->map[index].size)
      *size = MIN((gsize)(begin + frame->map[index].size - data), (gsize)*stride * (gsize)*rows);
  }
  return data;
}
static inline guint bridge_frame_planes(const GstVideoFrame *frame) { return frame->info.finfo->n_planes; }

static inline void bridge_structure_mark(GstStructure *structure, const char *field) {
  gst_structure_set(structure, field, G_TYPE_BOOLEAN, TRUE, NULL);
}
static inline gboolean bridge_event_is_caps(GstEvent *event) { return GST_EVENT_TYPE(event) == GST_EVENT_CAPS; }
static inline GstEventType bridge_event_type(GstEvent *event) { return GST_EVENT_TYPE(event); }
static inline gboolean bridge_event_is_navigation(GstEvent *event) { return GST_EVENT_TYPE(event) == GST_EVENT_NAVIGATION; }

static inline GstClockTime bridge_buffer_pts(GstBuffer *buffer) { return GST_BUFFER_PTS(buffer); }
static inline GstClockTime bridge_buffer_dts(GstBuffer *buffer) { return GST_BUFFER_DTS(buffer); }
static inline GstClockTime bridge_buffer_duration(GstBuffer *buffer) { return GST_BUFFER_DURATION(buffer); }
static inline void bridge_buffer_set_times(GstBuffer *buffer, GstClockTime pts, GstClockTime dts) {
  GST_BUFFER_PTS(buffer) = pts;
  GST_BUFFER_DTS(buffer) = dts;
}
// The same frame without what elements have attached to it, but for the layout of its planes.
static inline GstBuffer *bridge_buffer_without_regions(GstBuffer *buffer) {
  GstBuffer *copy = gst_buffer_new();
  gst_buffer_copy_into(copy, buffer, GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS | GST_BUFFER_COPY_MEMORY, 0, -1);
  GstVideoMeta *meta = gst_buffer_get_video_meta(buffer);
  if (meta)
    gst_buffer_add_video_meta_full(copy, meta->flags, meta->format, meta->width, meta->height, meta->n_planes,
                                   meta->offset, meta->stride);
  return copy;
}
static inline gboolean bridge_buffer_is_delta_unit(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
}
static inline gboolean bridge_buffer_is_discontinuous(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT);
}
static inline GstBuffer *bridge_structure_buffer(const GstStructure *structure, const char *field) {
  const GValue *value = gst_structure_get_value(structure, field);
  return value && GST_VALUE_HOLDS_BUFFER(value) ? gst_value_get_buffer(value) : NULL;
}
static inline GstWebRTCSessionDescription *bridge_get_boxed_description(gpointer object, const char *property) {
  GstWebRTCSessionDescription *description = NULL;
  g_object_get(object, property, &description, NULL);
  return description;
}

// Multiplies a frame's colours with its alpha, as if it lay on black: in place, in any format that has alpha.
static inline void bridge_frame_blend_over_black(GstVideoFrame *frame) {
  const GstVideoFormatInfo *format = frame->info.finfo;
  const GstVideoFormatInfo *line = gst_video_format_get_info(format->unpack_format);
  const gint width = frame->info.width, height = GST_VIDEO_INFO_FIELD_HEIGHT(&frame->info);
  const gboolean is_yuv = GST_VIDEO_FORMAT_INFO_IS_YUV(line), is_deep = GST_VIDEO_FORMAT_INFO_BITS(line) > 8;
  const gboolean is_full = frame->info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
  guint16 *pixels = g_malloc_n((gsize)width + 16, 8);
  for (gint y = 0; y < height; y++) {
    format->unpack_func(format, GST_VIDEO_PACK_FLAG_NONE, pixels, frame->data, frame->info.stride, 0, y, width);
    for (gsize at = 0; at < (gsize)width * 4; at += 4)
      // Alpha comes first, then luma and two differences, or three colours.
      for (gint channel = 1; channel < 4; channel++) {
        if (is_deep) {
          gint32 black = !is_yuv ? 0 : channel > 1 ? 0x8000 : is_full ? 0 : 0x1000;
          pixels[at + channel] = black + (gint64)((gint32)pixels[at + channel] - black) * pixels[at] / 0xffff;
        } else {
          guint8 *bytes = (guint8 *)pixels;
          gint black = !is_yuv ? 0 : channel > 1 ? 128 : is_full ? 0 : 16;
          bytes[at + channel] = black + (bytes[at + channel] - black) * bytes[at] / 255;
        }
      }
    format->pack_func(format, GST_VIDEO_PACK_FLAG_NONE, pixels, 0, frame->data, frame->info.stride,
                      frame->info.chroma_site, y, width);
  }
  g_free(pixels);
}
static inline gboolean bridge_video_has_alpha(const GstVideoInfo *info) {
  return info->finfo && GST_VIDEO_FORMAT_INFO_HAS_ALPHA(info->finfo);
}
static inline void bridge_probe_replace_buffer(GstPadProbeInfo *info, GstBuffer *buffer) { info->data = buffer; }
static inline gboolean bridge_is_bitmask(const GValue *value) { return GST_VALUE_HOLDS_BITMASK(value); }
static inline gboolean bridge_video_is_yuv(const GstVideoInfo *info) { return GST_VIDEO_INFO_IS_YUV(info); }
