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
    requests.cancel()
    requests.request()
    continuation.finish()
    // On a busy machine, some of the second storm's came after the second was due: theirs is a third.
    let third = await iterator.next()
    // The interval is a lower bound, whatever the machine's load; when it is read may be late.
    #expect(second - first >= .milliseconds(400))
    #expect(third.map { $0 - second >= .milliseconds(400) } ?? true)
    #expect(await iterator.next() == nil)
  }
}
