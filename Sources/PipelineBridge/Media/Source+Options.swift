extension Source {
  struct Options: Sendable {
    /// Start over at the end of the stream.
    var loops = false
    /// Try again after a fault.
    var restarts = true
    /// Run only while somebody watches.
    var isOnDemand = false
    /// How long, on demand, the source goes on when nobody watches any more: a page that is loaded again finds it
    /// running.
    var linger = Duration.seconds(5)
    /// The same while it starts: a camera may take longer than a viewer waits for an answer, and starts over when the
    /// viewer asks again.
    var startLinger = Duration.seconds(60)
  }
}
