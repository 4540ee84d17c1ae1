import Synchronization
import Testing

@testable import PipelineBridge

@Suite struct BroadcastTests {
  @Test func valuesReachAllUntilTheyCancel() {
    let broadcast = Broadcast<Int>()
    let first = Mutex<[Int]>([])
    let second = Mutex<[Int]>([])
    let one = broadcast.subscribe { value in first.withLock { $0.append(value) } }
    var two: Subscription? = broadcast.subscribe { value in second.withLock { $0.append(value) } }
    broadcast.send(1)
    one.cancel()
    one.cancel()
    broadcast.send(2)
    two = nil
    broadcast.send(3)
    #expect(first.withLock { $0 } == [1])
    #expect(second.withLock { $0 } == [1, 2])
    #expect(broadcast.isEmpty && two == nil)
  }
}
