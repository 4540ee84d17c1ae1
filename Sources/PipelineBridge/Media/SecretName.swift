/// Names of properties, parameters and fields that hold secrets.
enum SecretName {
  /// Whether a name, in lower case, says that its value is a secret: `user-pw`, `my_api_key`, `accesstoken`. `pass`
  /// does not: encoders have a property of this name.
  static func matches(_ name: String) -> Bool {
    words.contains { word in
      guard name.hasSuffix(word) else { return false }
      let rest = name.utf8.dropLast(word.utf8.count)
      guard let last = rest.last else { return true }
      return last == UInt8(ascii: "-") || last == UInt8(ascii: "_") || unmistakable.contains(word)
    }
  }

  /// Parameters of an address that hold secrets, besides those with telling names.
  static let parameters: Set<String> = ["pass", "key", "sig", "signature"]

  static let headers: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-auth-token",
  ]

  private static let words = [
    "pw", "pwd", "passwd", "password", "passphrase", "secret", "token", "cookie", "cookies", "authorization", "auth",
    "credential", "credentials", "apikey", "api-key", "api_key",
  ]

  private static let unmistakable: Set<String> = ["password", "passwd", "passphrase", "secret", "token", "apikey"]
}
