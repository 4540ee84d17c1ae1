/// What the packets of a frame look like to a viewer. Viewers with the same format share them.
struct PacketFormat: Sendable, Hashable {
  let payloadType: Int
  /// The number under which the viewer reads the playout delay (RFC 8285), when it does.
  let playoutDelayID: Int?
  /// What is added to the sequence numbers.
  var sequenceShift: UInt16 = 0

  /// The same for a viewer whose first packet would be `number`, so that it begins in the lower half of the numbers.
  ///
  /// SRTP counts how often they have wrapped, and does not send the count: a receiver takes the first packet that it gets
  /// to be of the first round (RFC 3711, section 3.3.1). One that lost all packets before a wrap would never decrypt.
  func beginning(at number: UInt16) -> PacketFormat {
    var format = self
    format.sequenceShift = number & 0x8000
    return format
  }
}
