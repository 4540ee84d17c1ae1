import CGStreamer

extension Pad {
  /// Sends a navigation event upstream.
  /// - Parameter size: of the picture, in pixels, in which the event's coordinates are counted.
  func navigate(_ event: NavigationEvent, width: Double, height: Double) {
    let none = GST_NAVIGATION_MODIFIER_NONE
    func x(_ point: NavigationEvent.Point) -> Double { point.x * width }
    func y(_ point: NavigationEvent.Point) -> Double { point.y * height }
    let made: UnsafeMutablePointer<GstEvent>? =
      switch event {
      case .move(let point): gst_navigation_event_new_mouse_move(x(point), y(point), none)
      case .press(let button, let point):
        gst_navigation_event_new_mouse_button_press(gint(button), x(point), y(point), none)
      case .release(let button, let point):
        gst_navigation_event_new_mouse_button_release(gint(button), x(point), y(point), none)
      case .scroll(let right, let down, let point):
        gst_navigation_event_new_mouse_scroll(x(point), y(point), right, down, none)
      case .touchDown(let identifier, let point, let pressure):
        gst_navigation_event_new_touch_down(guint(identifier), x(point), y(point), pressure, none)
      case .touchMove(let identifier, let point, let pressure):
        gst_navigation_event_new_touch_motion(guint(identifier), x(point), y(point), pressure, none)
      case .touchUp(let identifier, let point):
        gst_navigation_event_new_touch_up(guint(identifier), x(point), y(point), none)
      case .touchCancel: gst_navigation_event_new_touch_cancel(none)
      case .keyDown(let key): gst_navigation_event_new_key_press(key, none)
      case .keyUp(let key): gst_navigation_event_new_key_release(key, none)
      }
    guard let made else { return }
    pushEvent(made)
    switch event {
    case .touchDown, .touchMove, .touchUp:
      // Touches count when the frame of them is complete.
      if let frame = gst_navigation_event_new_touch_frame(none) { pushEvent(frame) }
    default: break
    }
  }
}
