/// Where a list of packets enters webrtcbin and stays one list down to the socket.
///
/// Behind each sink pad webrtcbin puts `clocksync`, `rtpulpfecenc` and `rtpredenc`, also where no forward error
/// correction was negotiated. The latter two know no lists: each packet would travel on alone, and leave in a system
/// call of its own, at twice the cost for a viewer (docs/cost.md). The elements behind them (`rtpfunnel`, `rtpbin`,
/// `srtpenc`, `nicesink`) pass lists on. Neither of the three has anything to do for us: the packets' times are never
/// in the future, and no RED or ULPFEC is negotiated. Events still go through them, both ways.
///
/// This is the one place that knows what is inside webrtcbin on the way of sent media.
enum ListEntrance {
  /// The source pad of the last of the three elements behind `sink`, one of webrtcbin's sink pads, whose own elements
  /// are made when the local description is set.
  /// - Returns: `nil` when anything is not as expected; then the ordinary way must be taken.
  static func behind(_ sink: Pad) -> Pad? {
    var input = sink.innermost
    for factory in ["clocksync", "rtpulpfecenc"] {
      guard let element = input.parent, element.factoryName == factory,
        let next = element.staticPad("src")?.peer
      else { return nil }
      input = next.innermost
    }
    // A payload type other than the default means that packets are to be wrapped (RFC 2198).
    guard let last = input.parent, last.factoryName == "rtpredenc", last.string("pt") == "0" else { return nil }
    return last.staticPad("src")
  }
}

extension Pad {
  /// The pad inside all the bins at whose edges this one stands for it.
  fileprivate var innermost: Pad {
    var pad = self
    while let target = pad.target { pad = target }
    return pad
  }
}
