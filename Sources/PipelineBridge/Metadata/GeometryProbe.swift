import CGStreamer
import Synchronization

/// Measures how the picture changes between an element and an open pad behind it.
///
/// Elements that scale, crop, pad, flip or turn a picture put the coordinates of navigation events right on their way
/// upstream (`GstNavigation`), whatever they are. Three such events are sent up from the open pad and caught at the
/// element's source pad, before it or anything above it sees them.
final class GeometryProbe: Sendable {
  private static let mark = "bridge-geometry"
  private let caught = Catch()

  private final class Catch: Sendable {
    let points = Mutex<[PictureMapping.Point]>([])
    /// The element is not upstream of the open pad: what is sent would go past it.
    let isElsewhere = Atomic(false)
  }

  /// - Parameter pad: the element's source pad; the probe stays for as long as the pad.
  init(_ pad: Pad) {
    pad.onNavigation { [caught] structure in
      var x = 0.0
      var y = 0.0
      guard gst_structure_has_field(structure, Self.mark) != 0 else { return false }
      if gst_structure_get_double(structure, "pointer_x", &x) != 0,
        gst_structure_get_double(structure, "pointer_y", &y) != 0
      {
        caught.points.withLock { $0.append(PictureMapping.Point(x: x, y: y)) }
      }
      return true
    }
  }

  /// Whether the element was found not to be upstream of the open pad.
  var isElsewhere: Bool { caught.isElsewhere.load(ordering: .relaxed) }

  /// - Parameter openPad: the sink pad at the end of the stream.
  /// - Returns: `nil` when the element is not upstream of the pad, or the picture's size is not known.
  func measure(from openPad: Pad) -> PictureMapping? {
    guard !caught.isElsewhere.load(ordering: .relaxed), let picture = openPad.currentCaps.flatMap(PictureSize.init)
    else { return nil }
    let (width, height) = (Double(picture.width), Double(picture.height))
    caught.points.withLock { $0.removeAll() }
    for (x, y) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75)] {
      guard let event = gst_navigation_event_new_mouse_move(x * width, y * height, GST_NAVIGATION_MODIFIER_NONE) else {
        return nil
      }
      bridge_structure_mark(gst_event_writable_structure(event), Self.mark)
      openPad.pushEvent(event)
      guard caught.points.withLock({ !$0.isEmpty }) else {
        // A source that takes pointers has seen one of ours: no more of them.
        caught.isElsewhere.store(true, ordering: .relaxed)
        return nil
      }
    }
    return PictureMapping(quarters: caught.points.withLock { $0 })
  }
}
