import Synchronization
import Testing

@testable import PipelineBridge

@Suite struct KeyFrameRequestsTests {
  @Test func aStormBecomesTwoRequests() async {
    let (passed, continuation) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
    let requests = KeyFrameRequests { continuation.yield(.now) }
    for _ in 0..<1000 { requests.request() }
    var iterator = passed.makeAsyncIterator()
    let first = await iterator.next()!
    for _ in 0..<1000 { requests.request() }
    let second = await iterator.next()!
    // The interval is a lower bound, whatever the machine's load.
    #expect(second - first >= .milliseconds(499))
    requests.cancel()
    requests.request()
    continuation.finish()
    #expect(await iterator.next() == nil)
  }
}
