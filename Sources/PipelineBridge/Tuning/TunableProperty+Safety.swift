extension TunableProperty {
  static func number(_ number: Double, isWhole: Bool) -> JSONValue {
    guard isWhole else { return JSONValue(finite: number) }
    return Int64(exactly: number).map(JSONValue.integer) ?? JSONValue(finite: number)
  }

  /// Whether a page may change a property: not when it names a file, an address, a device, a command or a secret, by its
  /// own name or, for texts, by what its description speaks of. Rather one too many is refused than one too few.
  static func isHarmless(name: String, description: String, isText: Bool) -> Bool {
    let words = words(of: name)
    guard words.isDisjoint(with: anywhere) else { return false }
    return !isText
      || (words.isDisjoint(with: inNamesOfTexts) && self.words(of: description).isDisjoint(with: inDescriptions))
  }

  private static func words(of text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    // Plurals as well.
    return Set(words + words.filter { $0.hasSuffix("s") }.map { String($0.dropLast()) })
  }

  private static let anywhere: Set = [
    "name", "parent", "location", "uri", "url", "file", "filename", "path", "directory", "device", "command", "fd",
    "host", "hostname", "address", "port", "socket", "interface", "password", "token", "pid",
  ]

  private static let inDescriptions: Set = [
    "location", "uri", "url", "file", "filename", "path", "directory", "folder", "device", "command", "executable",
    "script", "code", "host", "hostname", "address", "port", "socket", "interface", "server", "proxy", "password",
    "credential", "certificate", "cookie", "header", "library", "module", "plugin", "model", "option", "configuration",
    "database", "shader", "pipeline", "element",
  ]

  private static let inNamesOfTexts = inDescriptions.union([
    "dir", "display", "cmd", "exec", "program", "process", "shell", "addr", "ip", "iface", "network", "connect",
    "connection", "multicast", "user", "username", "passwd", "secret", "token", "key", "agent", "weight", "config",
    "cache", "stats", "log", "profile", "source", "sink", "launch", "bin", "factory", "id", "identifier", "node",
    "session", "service", "bus", "channel", "card", "camera",
  ])
}
