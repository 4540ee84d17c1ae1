// `testfinder`: an element as somebody else would write it, that finds something in each frame. It draws the frame's
// number into the picture and says the same number as metadata, so that a test can see whether the two stay together;
// and it can say much more than is good.
#include "test_elements.h"

#include <gst/gst.h>
#include <gst/video/gstvideofilter.h>
#include <gst/video/video.h>
#include <math.h>

#define BITS 16
#define BLOCK 16

typedef struct {
  GstVideoFilter parent;
  guint number;      // of the next frame
  gboolean draw;     // the number, as blocks of light and dark in the left upper corner
  guint regions;     // attached to each frame
  guint messages;    // with regions, posted for each frame
  guint per_message; // regions in each
  guint events;      // posted for each frame
  guint bytes;       // in a text that each event and each region carries
  gboolean timed;    // messages tell their frame's running time
  gboolean nan;      // numbers are none
  gchar *label;
} TestFinder;

typedef struct {
  GstVideoFilterClass parent;
} TestFinderClass;

G_DEFINE_TYPE(TestFinder, test_finder, GST_TYPE_VIDEO_FILTER)

enum { DRAW = 1, REGIONS, MESSAGES, PER_MESSAGE, EVENTS, BYTES, TIMED, NOT_A_NUMBER, LABEL };

static void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  TestFinder *self = (TestFinder *)object;
  switch (id) {
  case DRAW: self->draw = g_value_get_boolean(value); break;
  case REGIONS: self->regions = g_value_get_uint(value); break;
  case MESSAGES: self->messages = g_value_get_uint(value); break;
  case PER_MESSAGE: self->per_message = g_value_get_uint(value); break;
  case EVENTS: self->events = g_value_get_uint(value); break;
  case BYTES: self->bytes = g_value_get_uint(value); break;
  case TIMED: self->timed = g_value_get_boolean(value); break;
  case NOT_A_NUMBER: self->nan = g_value_get_boolean(value); break;
  case LABEL:
    GST_OBJECT_LOCK(self);
    g_free(self->label);
    self->label = g_value_dup_string(value);
    GST_OBJECT_UNLOCK(self);
    break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  TestFinder *self = (TestFinder *)object;
  switch (id) {
  case DRAW: g_value_set_boolean(value, self->draw); break;
  case REGIONS: g_value_set_uint(value, self->regions); break;
  case MESSAGES: g_value_set_uint(value, self->messages); break;
  case PER_MESSAGE: g_value_set_uint(value, self->per_message); break;
  case EVENTS: g_value_set_uint(value, self->events); break;
  case BYTES: g_value_set_uint(value, self->bytes); break;
  case TIMED: g_value_set_boolean(value, self->timed); break;
  case NOT_A_NUMBER: g_value_set_boolean(value, self->nan); break;
  case LABEL: g_value_set_string(value, self->label); break;
  default: G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
  }
}

static void draw_number(GstVideoFrame *frame, guint number) {
  guint8 *luma = GST_VIDEO_FRAME_PLANE_DATA(frame, 0);
  gint stride = GST_VIDEO_FRAME_PLANE_STRIDE(frame, 0);
  for (gint bit = 0; bit < BITS; bit++)
    for (gint row = 0; row < BLOCK; row++)
      memset(luma + row * stride + bit * BLOCK, number >> bit & 1 ? 235 : 16, BLOCK);
}

// Where in the picture the frame's region is: 1/8 by 1/8, at a place of its own for 64 frames.
static void place(GstVideoFrame *frame, guint number, guint *x, guint *y, guint *width, guint *height) {
  *width = GST_VIDEO_FRAME_WIDTH(frame) / 8;
  *height = GST_VIDEO_FRAME_HEIGHT(frame) / 8;
  *x = number % 8 * *width;
  *y = number / 8 % 8 * *height;
}

static void attach(TestFinder *self, GstVideoFrame *frame) {
  guint x, y, width, height;
  place(frame, self->number, &x, &y, &width, &height);
  gchar *text = g_strnfill(self->bytes, '<');
  for (guint index = 0; index < self->regions; index++) {
    GstVideoRegionOfInterestMeta *meta =
        gst_buffer_add_video_region_of_interest_meta(frame->buffer, self->label, x, y, width, height);
    GstStructure *structure =
        gst_structure_new("detection", "confidence", G_TYPE_DOUBLE, self->nan ? NAN : 0.75, "id", G_TYPE_INT,
                          (gint)self->number, "text", G_TYPE_STRING, text, NULL);
    gst_video_region_of_interest_meta_add_param(meta, structure);
    // GStreamer 1.22 leaves the parameters behind where a picture is scaled or converted, and keeps this.
    meta->id = (gint)self->number;
  }
  g_free(text);
}

static void post(TestFinder *self, GstStructure *structure, GstVideoFrame *frame) {
  if (self->timed)
    gst_structure_set(structure, "running-time", G_TYPE_UINT64,
                      gst_segment_to_running_time(&GST_BASE_TRANSFORM(self)->segment, GST_FORMAT_TIME,
                                                  GST_BUFFER_PTS(frame->buffer)),
                      NULL);
  gst_element_post_message(GST_ELEMENT(self), gst_message_new_element(GST_OBJECT(self), structure));
}

static void post_regions(TestFinder *self, GstVideoFrame *frame) {
  guint x, y, width, height;
  place(frame, self->number, &x, &y, &width, &height);
  GValue list = G_VALUE_INIT;
  g_value_init(&list, GST_TYPE_LIST);
  for (guint index = 0; index < self->per_message; index++) {
    GstStructure *region =
        gst_structure_new(self->label, "x", G_TYPE_DOUBLE, self->nan ? NAN : (gdouble)x, "y", G_TYPE_DOUBLE, (gdouble)y,
                          "width", G_TYPE_UINT, width, "height", G_TYPE_UINT, height, "id", G_TYPE_INT,
                          (gint)self->number, NULL);
    GValue value = G_VALUE_INIT;
    g_value_init(&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed(&value, region);
    gst_value_list_append_and_take_value(&list, &value);
  }
  GstStructure *structure = gst_structure_new_empty("findings");
  gst_structure_take_value(structure, "found", &list);
  post(self, structure, frame);
}

static GstFlowReturn transform(GstVideoFilter *filter, GstVideoFrame *frame) {
  TestFinder *self = (TestFinder *)filter;
  if (self->draw) draw_number(frame, self->number);
  GST_OBJECT_LOCK(self);
  attach(self, frame);
  GST_OBJECT_UNLOCK(self);
  for (guint index = 0; index < self->messages; index++) post_regions(self, frame);
  if (self->events > 0) {
    gchar *text = g_strnfill(self->bytes, '<');
    for (guint index = 0; index < self->events; index++)
      post(self, gst_structure_new("number", "number", G_TYPE_UINT, self->number, "text", G_TYPE_STRING, text, NULL), frame);
    g_free(text);
  }
  self->number++;
  return GST_FLOW_OK;
}

static void finalize(GObject *object) {
  g_free(((TestFinder *)object)->label);
  G_OBJECT_CLASS(test_finder_parent_class)->finalize(object);
}

static void test_finder_class_init(TestFinderClass *class) {
  GObjectClass *object = G_OBJECT_CLASS(class);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
#define NUMBER(id, name, blurb, value) \
  g_object_class_install_property(object, id, g_param_spec_uint(name, name, blurb, 0, G_MAXUINT, value, flags))
#define SWITCH(id, name, blurb, value) \
  g_object_class_install_property(object, id, g_param_spec_boolean(name, name, blurb, value, flags))
  SWITCH(DRAW, "draw", "Draw the number of each frame", TRUE);
  NUMBER(REGIONS, "regions", "Regions to attach to each frame", 1);
  NUMBER(MESSAGES, "messages", "Messages with regions for each frame", 0);
  NUMBER(PER_MESSAGE, "per-message", "Regions in each message", 1);
  NUMBER(EVENTS, "events", "Events for each frame", 0);
  NUMBER(BYTES, "bytes", "Length of a text in each event and region", 0);
  SWITCH(TIMED, "timed", "Tell the running time in messages", TRUE);
  SWITCH(NOT_A_NUMBER, "nan", "Say numbers that are none", FALSE);
  g_object_class_install_property(
      object, LABEL, g_param_spec_string("label", "label", "What each region is called", "number", flags));
  gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(class), "Test finder", "Filter/Video",
                                        "Finds the number of each frame", "PipelineBridge");
  GstCaps *caps = gst_caps_from_string("video/x-raw,format={I420,NV12,GRAY8},width=[256,MAX]");
  gst_element_class_add_pad_template(GST_ELEMENT_CLASS(class),
                                     gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_element_class_add_pad_template(GST_ELEMENT_CLASS(class),
                                     gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
  GST_VIDEO_FILTER_CLASS(class)->transform_frame_ip = transform;
}

static void test_finder_init(TestFinder *self) {
  self->draw = TRUE;
  self->regions = 1;
  self->per_message = 1;
  self->timed = TRUE;
  self->label = g_strdup("number");
}

static gboolean plugin_init(GstPlugin *plugin) {
  return gst_element_register(plugin, "testfinder", GST_RANK_NONE, test_finder_get_type());
}

void test_elements_register(void) {
  static gsize once = 0;
  if (g_once_init_enter(&once)) {
    gst_element_register(NULL, "testfinder", GST_RANK_NONE, test_finder_get_type());
    g_once_init_leave(&once, 1);
  }
}

// As a plugin of its own, for the browser tests.
#define PACKAGE "pipelinebridge"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, testfinder, "Elements for tests", plugin_init, "1.0", "MIT",
                  "PipelineBridge", "https://github.com/pipelinebridge")
