import CGStreamer
import Synchronization

@testable import PipelineBridge

/// Where packets from the network enter a peer: shut, nobody reads its socket.
final class Gate: Sendable {
  private let bin: Element
  private let probes = Mutex<[(pad: Pad, identifier: gulong)]>([])

  init(of bin: Element) { self.bin = bin }

  func close() {
    add(GST_PAD_PROBE_TYPE_BLOCK.rawValue | GST_PAD_PROBE_TYPE_BUFFER.rawValue, to: pads("nicesrc", \.sourcePads))
  }

  /// Lets nothing out either: no RTCP, no farewell.
  func silence() {
    for pad in pads("nicesink", \.sinkPads) {
      let types = GST_PAD_PROBE_TYPE_BUFFER.rawValue | GST_PAD_PROBE_TYPE_BUFFER_LIST.rawValue
      gst_pad_add_probe(pad.pointer, GstPadProbeType(types), { _, _, _ in GST_PAD_PROBE_DROP }, nil, nil)
    }
  }

  private func pads(_ factory: String, _ pads: (Element) -> [Pad]) -> [Pad] {
    collect(gst_bin_iterate_recurse(bin.reference.typed())).map(Element.init)
      .filter { $0.factoryName == factory }.flatMap(pads)
  }

  private func add(_ types: UInt32, to pads: [Pad]) {
    for pad in pads {
      let identifier = gst_pad_add_probe(pad.pointer, GstPadProbeType(types), { _, _, _ in GST_PAD_PROBE_OK }, nil, nil)
      probes.withLock { $0.append((pad, identifier)) }
    }
  }

  func open() {
    let shut = probes.withLock { probes in
      defer { probes = [] }
      return probes
    }
    for (pad, identifier) in shut { gst_pad_remove_probe(pad.pointer, identifier) }
  }
}
