#include "web_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char clock_js[] = {
#embed "../../web/clock.js"
};
static const unsigned char compact_js[] = {
#embed "../../web/compact.js"
};
static const unsigned char controls_js[] = {
#embed "../../web/controls.js"
};
static const unsigned char description_js[] = {
#embed "../../web/description.js"
};
static const unsigned char detections_js[] = {
#embed "../../web/detections.js"
};
static const unsigned char dom_js[] = {
#embed "../../web/dom.js"
};
static const unsigned char eventlist_js[] = {
#embed "../../web/eventlist.js"
};
static const unsigned char exchange_js[] = {
#embed "../../web/exchange.js"
};
static const unsigned char favicon_svg[] = {
#embed "../../web/favicon.svg"
};
static const unsigned char feed_js[] = {
#embed "../../web/feed.js"
};
static const unsigned char figures_js[] = {
#embed "../../web/figures.js"
};
static const unsigned char frames_js[] = {
#embed "../../web/frames.js"
};
static const unsigned char index_html[] = {
#embed "../../web/index.html"
};
static const unsigned char latency_js[] = {
#embed "../../web/latency.js"
};
static const unsigned char metadata_js[] = {
#embed "../../web/metadata.js"
};
static const unsigned char monitor_js[] = {
#embed "../../web/monitor.js"
};
static const unsigned char navigation_js[] = {
#embed "../../web/navigation.js"
};
static const unsigned char overlay_js[] = {
#embed "../../web/overlay.js"
};
static const unsigned char pacing_js[] = {
#embed "../../web/pacing.js"
};
static const unsigned char paste_html[] = {
#embed "../../web/paste.html"
};
static const unsigned char paste_js[] = {
#embed "../../web/paste.js"
};
static const unsigned char peer_js[] = {
#embed "../../web/peer.js"
};
static const unsigned char playback_js[] = {
#embed "../../web/playback.js"
};
static const unsigned char player_js[] = {
#embed "../../web/player.js"
};
static const unsigned char plot_js[] = {
#embed "../../web/plot.js"
};
static const unsigned char recorder_js[] = {
#embed "../../web/recorder.js"
};
static const unsigned char server_js[] = {
#embed "../../web/server.js"
};
static const unsigned char shortcuts_js[] = {
#embed "../../web/shortcuts.js"
};
static const unsigned char state_js[] = {
#embed "../../web/state.js"
};
static const unsigned char steps_js[] = {
#embed "../../web/steps.js"
};
static const unsigned char style_css[] = {
#embed "../../web/style.css"
};
static const unsigned char transport_js[] = {
#embed "../../web/transport.js"
};
static const unsigned char tuning_js[] = {
#embed "../../web/tuning.js"
};
static const unsigned char viewer_js[] = {
#embed "../../web/viewer.js"
};
static const unsigned char watch_js[] = {
#embed "../../web/watch.js"
};
static const unsigned char whep_js[] = {
#embed "../../web/whep.js"
};

#define WEB_FILE(name, bytes) {name, bytes, sizeof bytes}

static const struct web_file files[] = {
    WEB_FILE("clock.js", clock_js),
    WEB_FILE("compact.js", compact_js),
    WEB_FILE("controls.js", controls_js),
    WEB_FILE("description.js", description_js),
    WEB_FILE("detections.js", detections_js),
    WEB_FILE("dom.js", dom_js),
    WEB_FILE("eventlist.js", eventlist_js),
    WEB_FILE("exchange.js", exchange_js),
    WEB_FILE("favicon.svg", favicon_svg),
    WEB_FILE("feed.js", feed_js),
    WEB_FILE("figures.js", figures_js),
    WEB_FILE("frames.js", frames_js),
    WEB_FILE("index.html", index_html),
    WEB_FILE("latency.js", latency_js),
    WEB_FILE("metadata.js", metadata_js),
    WEB_FILE("monitor.js", monitor_js),
    WEB_FILE("navigation.js", navigation_js),
    WEB_FILE("overlay.js", overlay_js),
    WEB_FILE("pacing.js", pacing_js),
    WEB_FILE("paste.html", paste_html),
    WEB_FILE("paste.js", paste_js),
    WEB_FILE("peer.js", peer_js),
    WEB_FILE("playback.js", playback_js),
    WEB_FILE("player.js", player_js),
    WEB_FILE("plot.js", plot_js),
    WEB_FILE("recorder.js", recorder_js),
    WEB_FILE("server.js", server_js),
    WEB_FILE("shortcuts.js", shortcuts_js),
    WEB_FILE("state.js", state_js),
    WEB_FILE("steps.js", steps_js),
    WEB_FILE("style.css", style_css),
    WEB_FILE("transport.js", transport_js),
    WEB_FILE("tuning.js", tuning_js),
    WEB_FILE("viewer.js", viewer_js),
    WEB_FILE("watch.js", watch_js),
    WEB_FILE("whep.js", whep_js),
};

const struct web_file *web_files(void) { return files; }
size_t web_file_count(void) { return sizeof files / sizeof files[0]; }
