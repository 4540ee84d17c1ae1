// What Swift cannot call by itself: functions with variable arguments, and macros.
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <gst/sdp/gstsdpmessage.h>
#include <gst/video/video-event.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

static inline gboolean bridge_is_bin(gpointer object) { return GST_IS_BIN(object); }
static inline gboolean bridge_is_pipeline(gpointer object) { return GST_IS_PIPELINE(object); }

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

static inline GstClockTime bridge_buffer_pts(GstBuffer *buffer) { return GST_BUFFER_PTS(buffer); }
static inline void bridge_buffer_set_times(GstBuffer *buffer, GstClockTime pts, GstClockTime dts) {
  GST_BUFFER_PTS(buffer) = pts;
  GST_BUFFER_DTS(buffer) = dts;
}
static inline gboolean bridge_buffer_is_delta_unit(GstBuffer *buffer) {
  return GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
}
static inline GstWebRTCSessionDescription *bridge_get_boxed_description(gpointer object, const char *property) {
  GstWebRTCSessionDescription *description = NULL;
  g_object_get(object, property, &description, NULL);
  return description;
}
