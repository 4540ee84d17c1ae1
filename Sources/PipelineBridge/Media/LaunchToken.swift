/// A unit of gst-launch syntax, divided as GStreamer's scanner does (`gst/parse/parse.l`), with its place in the text.
struct LaunchToken: Equatable {
  enum Kind: Equatable {
    /// `!`, or `:` for all pads.
    case link
    /// `(`, or `name.(` with which a bin begins.
    case open
    /// `)`
    case close
    /// The type of an element.
    case element(String)
    /// `name.` or `name.pad`.
    case reference(element: String, pad: String)
    /// `key=value`; the value is without its quotes.
    case assignment(key: String, value: String)
    /// A media type with its fields.
    case caps
    /// An address, which stands for a source or a sink.
    case address
    /// A quoted text that is no value, which gst-launch does not take.
    case quoted(String)
    /// What gst-launch does not know.
    case other
  }

  let kind: Kind
  let range: Range<Int>

  /// The type, if the token is an element.
  var element: String? {
    if case .element(let type) = kind { return type }
    return nil
  }
}
