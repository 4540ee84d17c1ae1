import Foundation
import Synchronization

/// Hears what the elements of one life of the source say, and gives it to the streams' frames or, as events, to the feed.
final class ElementObserver: Sendable {
  private let feed: MetadataFeed
  private let timeline: Timeline
  private struct Known {
    /// Held, so that no other element gets its address.
    let reference: ObjectReference
    let finding: FindingElement
  }
  private let elements = Mutex<[UInt: Known]>([:])

  /// More elements than this do not speak in a sane pipeline.
  private static let elementLimit = 1_000

  init(feed: MetadataFeed, timeline: Timeline) {
    self.feed = feed
    self.timeline = timeline
  }

  /// Takes a message on the thread that posts it.
  /// - Parameters:
  ///   - baseTime: of the pipeline.
  ///   - stream: the stream whose frames regions belong to, and the sink pad at its end.
  func take(_ message: ElementMessage, baseTime: ClockTime, stream: (track: FrameTrack, pad: Pad?)?) {
    guard let source = message.source, let element = element(source), element.isAllowed() else {
      feed.count { $0.droppedMessages += 1 }
      return
    }
    do throws(Conversion.Refusal) {
      switch try message.withStructure({ structure throws(Conversion.Refusal) in try Findings(structure) }) {
      case .event(let name, let content):
        let time = message.time("running-time").map { timeline.map($0, from: baseTime) } ?? timeline.now
        feed.send(
          PipelineEvent(
            number: 0, time: UInt64(time), date: timeline.wallClockAtZero + Double(time) / 1e6, element: element.name,
            name: name, content: content.redacted))
      case .regions(let regions, let dropped):
        guard let stream else { return }
        let time = message.time("running-time") ?? element.lastInput()
        guard let mapping = element.mapping(to: stream.pad) else {
          feed.count { $0.droppedRegions += regions.count + dropped }
          return
        }
        stream.track.add(
          regions.map { $0.normalised(mapping, source: element.name) }, dropped: dropped,
          at: time.map { timeline.place($0, from: baseTime) }, detector: element.name, isBeside: element.isBeside)
      }
    } catch {
      feed.count { $0.droppedMessages += 1 }
    }
  }

  /// An element has left the pipeline.
  func forget(_ element: ObjectReference) {
    // Freed outside of the lock.
    let known = elements.withLock { $0.removeValue(forKey: UInt(bitPattern: element.pointer)) }
    withExtendedLifetime(known) {}
  }

  private func element(_ element: Element) -> FindingElement? {
    let key = UInt(bitPattern: element.reference.pointer)
    if let known = elements.withLock({ $0[key] }) { return known.finding }
    let made = Known(reference: element.reference, finding: FindingElement(element))
    return elements.withLock { elements in
      guard elements.count < Self.elementLimit else { return nil }
      // Two threads of one element at once: the first stays.
      elements[key] = elements[key] ?? made
      return elements[key]?.finding
    }
  }
}
