import CInterfaces
import Foundation

/// The addresses on which media can flow.
public enum HostAddresses {
  static let loopback = ["127.0.0.1", "::1"].filter { all().map(\.address).contains($0) }

  /// More candidates than this only delay the check that works. libnice itself takes 64.
  static let limit = 16

  /// The addresses of the interfaces that are up, the most useful first and at most 16, without loopback and IPv6
  /// link-local ones.
  public static func external() -> [String] { HostAddress.chosen(from: all(), limit: limit) }

  /// Whether it is an address of an interface of this host that is up.
  public static func contains(_ address: String) -> Bool { IPLiteral(address).map(literals().contains) ?? false }

  /// All addresses of the interfaces that are up.
  static func literals() -> Set<IPLiteral> { Set(all().compactMap { IPLiteral($0.address) }) }

  /// Whether the text is an IP address to which packets can be sent.
  public static func isAddress(_ text: String) -> Bool { IPLiteral(text)?.isUnicast ?? false }

  /// Whether libnice would end the process at the first candidate.
  static var areTooMany: Bool { !interfaces_are_filtered() && all().count > Int(INTERFACES_LIMIT) }

  private static func all() -> [HostAddress] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    let defaultRoutes = defaultRouteInterfaces()
    var addresses: [HostAddress] = []
    var next = first
    while let interface = next?.pointee {
      next = interface.ifa_next
      guard let address = interface.ifa_addr, interface.ifa_flags & UInt32(IFF_UP) != 0,
        let text = numericHost(address)
      else { continue }
      let name = String(cString: interface.ifa_name)
      let isRunning = interface.ifa_flags & UInt32(IFF_RUNNING) != 0
      addresses.append(
        HostAddress(
          address: text, interface: name, link: isRunning ? link(name, defaultRoutes: defaultRoutes) : .idle))
    }
    return addresses
  }

  private static func link(_ interface: String, defaultRoutes: Set<String>) -> HostAddress.Link {
    if defaultRoutes.contains(interface) { return .defaultRoute }
    let folder = "/sys/class/net/\(interface)"
    if FileManager.default.fileExists(atPath: "\(folder)/device") { return .hardware }
    let isContainer =
      FileManager.default.fileExists(atPath: "\(folder)/bridge")
      || ["veth", "docker", "br-", "virbr", "lxc", "lxd", "cni", "dummy"].contains(where: interface.hasPrefix)
    return isContainer ? .container : .virtual
  }

  /// From the kernel's tables (proc(5)); empty where there are none.
  private static func defaultRouteInterfaces() -> Set<String> {
    let version4 = lines("/proc/net/route").filter { $0.count > 7 && $0[1] == "00000000" && $0[7] == "00000000" }
    let version6 = lines("/proc/net/ipv6_route").filter {
      $0.count > 9 && $0[1] == "00" && $0[0].allSatisfy { $0 == "0" } && $0[9] != "lo"
    }
    return Set(version4.map { String($0[0]) } + version6.map { String($0[9]) })
  }

  private static func lines(_ path: String) -> [[Substring]] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
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
