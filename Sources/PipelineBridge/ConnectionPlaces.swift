import NIOCore
import Synchronization

/// Places for the connections to one server: some for strangers, the others for those who have proved themselves.
///
/// A newcomer always gets in, or nobody could prove anything while strangers hold all places. Where strangers have no
/// place left, the oldest of the address that has the most of them is closed; one whose request is being answered only
/// where that is so of most.
package final class ConnectionPlaces: Sendable {
  private struct Connection {
    let channel: any Channel
    let address: String
    var client: String?
    var isBusy = false
  }

  private struct Places {
    /// The oldest first.
    var strangers: [Connection] = []
    var strangersByAddress: [String: Int] = [:]
    var proved: [ObjectIdentifier: Connection] = [:]

    mutating func takeStranger(at index: Int) -> Connection {
      let connection = strangers.remove(at: index)
      strangersByAddress[connection.address, default: 1] -= 1
      if strangersByAddress[connection.address] == 0 { strangersByAddress[connection.address] = nil }
      return connection
    }

    mutating func takeStranger(_ channel: any Channel) -> Connection? {
      strangers.firstIndex { $0.channel === channel }.map { takeStranger(at: $0) }
    }

    mutating func takeOldestStranger() -> Connection {
      let address = strangersByAddress.max { $0.value < $1.value }?.key
      // Else strangers could keep all places busy, and newcomers would close each other.
      let sparesBusy = strangers.count { $0.isBusy } <= strangers.count / 2
      let index = strangers.firstIndex { $0.address == address && !($0.isBusy && sparesBusy) }
      return takeStranger(at: index ?? 0)
    }

    func count(of client: String?) -> Int { proved.values.count { $0.client == client } }

    mutating func takeOne(ofAnyWithMoreThan count: Int) -> Connection? {
      let counts = proved.values.reduce(into: [:]) { $0[$1.client, default: 0] += 1 }
      guard let most = counts.max(by: { $0.value < $1.value }), most.value > count else { return nil }
      let one = proved.first { $0.value.client == most.key }
      return one.flatMap { proved.removeValue(forKey: $0.key) }
    }
  }

  private let places = Mutex(Places())
  private let strangers: Int
  private let proved: Int
  private let share: Int
  /// How many connections there may be.
  package var limit: Int { strangers + proved }

  /// - Parameter share: how many one client may have that has proved itself.
  package init(strangers: Int, proved: Int, share: Int = .max) {
    self.strangers = strangers
    self.proved = proved
    self.share = share
  }

  package var count: Int { places.withLock { $0.strangers.count + $0.proved.count } }

  /// Descriptors that connections may come to need beside those that they have, and those that are being closed.
  package var reservedFiles: Int { max(0, limit - count) + min(64, limit / 2) }

  /// Lets a connection in as a stranger's. It gives its place back when it closes.
  package func admit(_ channel: any Channel) {
    let connection = Connection(channel: channel, address: channel.remoteAddress?.ipAddress ?? "")
    let displaced = places.withLock { places in
      places.strangers.append(connection)
      places.strangersByAddress[connection.address, default: 0] += 1
      return places.strangers.count > strangers ? places.takeOldestStranger() : nil
    }
    displaced?.channel.close(promise: nil)
    channel.closeFuture.whenComplete { _ in self.release(channel) }
  }

  /// The connection is a stranger's no more.
  /// - Parameter client: whose it is, where each has a share.
  /// - Returns: `false` when there is no place for it; it stays a stranger's.
  @discardableResult
  package func prove(_ channel: any Channel, client: String? = nil) -> Bool {
    let (hasPlace, displaced) = places.withLock { places -> (Bool, Connection?) in
      if places.proved[ObjectIdentifier(channel)] != nil { return (true, nil) }
      let isFull = places.proved.count >= proved
      guard client.map({ places.count(of: $0) < share }) ?? !isFull else { return (false, nil) }
      // A client with many gives one up for another with few.
      let displaced = isFull ? places.takeOne(ofAnyWithMoreThan: places.count(of: client) + 1) : nil
      guard !isFull || displaced != nil, var connection = places.takeStranger(channel) else {
        return (false, displaced)
      }
      connection.client = client
      places.proved[ObjectIdentifier(channel)] = connection
      return (true, displaced)
    }
    displaced?.channel.close(promise: nil)
    return hasPlace
  }

  /// Takes note of whether a request of the connection is being answered.
  package func note(_ channel: any Channel, isBusy: Bool) {
    places.withLock { places in
      guard let index = places.strangers.firstIndex(where: { $0.channel === channel }) else { return }
      places.strangers[index].isBusy = isBusy
    }
  }

  /// Closes all connections of a client.
  package func end(_ client: String) {
    let ended = places.withLock { $0.proved.values.filter { $0.client == client } }
    for connection in ended { connection.channel.close(promise: nil) }
  }

  private func release(_ channel: any Channel) {
    places.withLock { places in
      if places.proved.removeValue(forKey: ObjectIdentifier(channel)) == nil { _ = places.takeStranger(channel) }
    }
  }
}
