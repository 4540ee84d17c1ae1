import Foundation

/// The addresses on which media can flow.
public enum HostAddresses {
  static let loopback = ["127.0.0.1", "::1"].filter(all().contains)

  /// The addresses of the interfaces that are up, without loopback and IPv6 link-local ones.
  public static func external() -> [String] {
    all().filter { !$0.hasPrefix("127.") && $0 != "::1" && !$0.hasPrefix("fe80:") }
  }

  /// Whether it is an address of an interface of this host that is up.
  public static func contains(_ address: String) -> Bool {
    guard let bytes = IPLiteral(address)?.bytes else { return false }
    return all().contains { IPLiteral($0)?.bytes == bytes }
  }

  private static func all() -> [String] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var addresses: [String] = []
    var next = first
    while let interface = next?.pointee {
      next = interface.ifa_next
      guard let address = interface.ifa_addr, interface.ifa_flags & UInt32(IFF_UP) != 0,
        let text = numericHost(address), !addresses.contains(text)
      else { continue }
      addresses.append(text)
    }
    return addresses
  }

  private static func numericHost(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
    let length: socklen_t
    switch Int32(address.pointee.sa_family) {
    case AF_INET: length = socklen_t(MemoryLayout<sockaddr_in>.size)
    case AF_INET6: length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    default: return nil
    }
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
    return String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
