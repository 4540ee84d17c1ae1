import CGStreamer

/// The state of an element (`GstState`).
enum State: Sendable {
  case null, ready, paused, playing

  init?(_ state: GstState) {
    switch state {
    case GST_STATE_NULL: self = .null
    case GST_STATE_READY: self = .ready
    case GST_STATE_PAUSED: self = .paused
    case GST_STATE_PLAYING: self = .playing
    default: return nil
    }
  }

  var gst: GstState {
    switch self {
    case .null: GST_STATE_NULL
    case .ready: GST_STATE_READY
    case .paused: GST_STATE_PAUSED
    case .playing: GST_STATE_PLAYING
    }
  }
}

/// What a change of state led to (`GstStateChangeReturn`).
enum StateChange: Sendable {
  case failed, done, underWay
  /// Done, and the element makes its data at its own pace: it is live.
  case live

  init(_ result: GstStateChangeReturn) {
    switch result {
    case GST_STATE_CHANGE_SUCCESS: self = .done
    case GST_STATE_CHANGE_ASYNC: self = .underWay
    case GST_STATE_CHANGE_NO_PREROLL: self = .live
    default: self = .failed
    }
  }
}
