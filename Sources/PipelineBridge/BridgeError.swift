/// What went wrong, for a person: what happened, where, and what to do about it.
public struct BridgeError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// GStreamer itself is missing or broken.
    case gstreamer
    /// The pipeline string is not valid gst-launch syntax, or sets what does not exist.
    case syntax
    /// The pipeline uses an element that is not installed.
    case missingElement
    /// Nothing in the pipeline is left open, so there is nothing to show.
    case noOpenPad
    /// A server refuses the user name or the password. Cameras lock accounts that try again and again.
    case unauthorized
    /// An open pad gives what no browser can be sent.
    case unsupportedMedia
    /// The source could not be started or failed: a file that is not there, a camera in use, a server that is gone.
    case source
    /// No encoder of the codec works on this machine.
    case noEncoder
    /// The source is not live now, so there is nothing to negotiate.
    case notLive
    /// As many viewers as are allowed are watching.
    case viewerLimit
    /// The system allows the program too few open files.
    case resources
    /// The peer connection could not be set up, or not in time.
    case negotiation
    /// What a program has found does not fit the schema, or no frame.
    case metadata
    /// What was found comes faster than it can be shown.
    case tooFast
    /// Something may not be changed, or not to this value.
    case control
  }

  public let code: Code
  /// Three lines at most.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = BoundedText.lines(message)
  }

  public var description: String { message }
}
