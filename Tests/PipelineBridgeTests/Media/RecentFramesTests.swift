import CGStreamer
import Testing

@testable import PipelineBridge

@Suite struct RecentFramesTests {
  private func frame(key: Bool = false, packets: Int = 1) throws -> PacketizedFrame {
    try GStreamer.initialize()
    let packet = Buffer(reference: MiniObjectReference(taking: gst_buffer_new()))
    return PacketizedFrame(packets: Array(repeating: packet, count: packets), isKeyFrame: key)
  }

  @Test func theyBeginWithTheLastKeyFrame() throws {
    var recent = RecentFrames()
    recent.append(try frame())
    #expect(recent.frames.isEmpty)
    recent.append(try frame(key: true))
    recent.append(try frame())
    #expect(recent.frames.map(\.isKeyFrame) == [true, false])
    recent.append(try frame(key: true))
    #expect(recent.frames.map(\.isKeyFrame) == [true])
  }

  @Test func noPartOfTooManyIsKept() throws {
    var recent = RecentFrames()
    recent.append(try frame(key: true))
    for _ in 1...15 { recent.append(try frame()) }
    #expect(recent.frames.count == 16)
    recent.append(try frame())
    #expect(recent.frames.isEmpty)
    recent.append(try frame())
    #expect(recent.frames.isEmpty)
  }

  @Test func whatWouldFillASocketIsNotKept() throws {
    var recent = RecentFrames()
    recent.append(try frame(key: true, packets: 300))
    #expect(recent.frames.count == 1)
    recent.append(try frame(packets: 30))
    #expect(recent.frames.count == 2)
    recent.append(try frame(packets: 21))
    #expect(recent.frames.isEmpty)
  }
}
