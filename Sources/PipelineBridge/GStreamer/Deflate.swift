import CGStreamer

/// Raw DEFLATE (RFC 1951), by GIO's `GZlibCompressor` and `GZlibDecompressor`.
enum Deflate {
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard let compressor = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW, 9) else { return nil }
    return convert(bytes, with: ObjectReference(taking: UnsafeMutableRawPointer(compressor)), limit: .max)
  }

  /// - Returns: `nil` for what is no complete DEFLATE stream, is followed by more, or grows beyond `limit` bytes.
  static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    guard let decompressor = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_RAW) else { return nil }
    return convert(bytes, with: ObjectReference(taking: UnsafeMutableRawPointer(decompressor)), limit: limit)
  }

  private static func convert(_ input: [UInt8], with converter: ObjectReference, limit: Int) -> [UInt8]? {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var position = 0
    while output.count <= limit {
      var read: gsize = 0
      var written: gsize = 0
      let result = input[position...].withUnsafeBytes { rest in
        g_converter_convert(
          OpaquePointer(converter.pointer), rest.baseAddress, gsize(rest.count), &buffer, gsize(buffer.count),
          G_CONVERTER_INPUT_AT_END, &read, &written, nil)
      }
      position += Int(read)
      output += buffer[..<Int(written)]
      if result == G_CONVERTER_FINISHED { return position == input.count && output.count <= limit ? output : nil }
      guard result == G_CONVERTER_CONVERTED else { return nil }
    }
    return nil
  }
}
