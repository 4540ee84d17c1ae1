/// Follows a stream of H.264 by its parameter sets and slice headers (ITU-T H.264, section 7.3).
struct H264Reader: Sendable {
  private(set) var parameters: H264SequenceParameters?
  /// Whether a B picture has been seen that is shown before a picture decoded earlier.
  private(set) var hasReorderedPictures = false

  private var sequences: [UInt: H264SequenceParameters] = [:]
  /// Picture parameter sets: the sequence parameter set of each, and whether slices name a second order.
  private var pictures: [UInt: UInt] = [:]
  private var isRecoveryPoint = false
  /// Of the last reference picture (section 8.2.1.1).
  private var reference: (high: Int, low: Int) = (0, 0)
  private var highestOrder: Int?

  /// - Parameter unit: a NAL unit, or its beginning.
  /// - Returns: the picture that begins here; `nil` where none does.
  mutating func read(_ unit: ArraySlice<UInt8>) -> CodedPicture? {
    guard let header = unit.first else { return nil }
    switch header & 0x1F {
    case 1, 5: return readSlice(unit, header: header)
    case 6: if Self.hasRecoveryPoint(unit.dropFirst()) { isRecoveryPoint = true }
    case 7:
      guard let set = H264SequenceParameters(unit) else { break }
      sequences[set.identifier] = set
      parameters = set
      if !set.allowsReordering { hasReorderedPictures = false }
    case 8:
      var reader = BitReader(unit.dropFirst())
      let (picture, sequence) = (reader.unsigned(), reader.unsigned())
      if !reader.isOverrun, picture < 256, sequence < 32 { pictures[picture] = sequence }
    default: break
    }
    return nil
  }

  private mutating func readSlice(_ unit: ArraySlice<UInt8>, header: UInt8) -> CodedPicture? {
    var reader = BitReader(unit.dropFirst())
    let first = reader.unsigned()
    let type = reader.unsigned()
    let set = reader.unsigned()
    guard first == 0, !reader.isOverrun, type < 10 else { return nil }
    defer { isRecoveryPoint = false }
    let isIDR = header & 0x1F == 5
    let isIntra = [2, 4].contains(type % 5)
    if let sequence = pictures[set].flatMap({ sequences[$0] }) ?? parameters {
      noteOrder(
        &reader, sequence, isIDR: isIDR, isReference: header & 0x60 != 0, isBidirectional: type % 5 == 1)
    }
    return CodedPicture(isKeyFrame: isIDR, isEntryPoint: isIDR || isRecoveryPoint || isIntra)
  }

  private mutating func noteOrder(
    _ reader: inout BitReader, _ sequence: H264SequenceParameters, isIDR: Bool, isReference: Bool, isBidirectional: Bool
  ) {
    guard sequence.allowsReordering else { return }
    guard sequence.orderBits > 0 else {
      if isBidirectional { hasReorderedPictures = true }
      return
    }
    if sequence.hasColourPlanes { reader.skip(2) }
    reader.skip(sequence.frameNumberBits)
    if !sequence.isFramesOnly, reader.bit() { reader.skip(1) }
    if isIDR { _ = reader.unsigned() }
    let low = Int(reader.bits(sequence.orderBits))
    guard !reader.isOverrun else { return }
    if isIDR { (reference, highestOrder) = ((0, 0), nil) }
    let range = 1 << sequence.orderBits
    var high = reference.high
    if low < reference.low, reference.low - low >= range / 2 {
      high += range
    } else if low > reference.low, low - reference.low > range / 2 {
      high -= range
    }
    let order = high + low
    // Order alone may jump where pictures are lost, and a B picture alone need not be reordered.
    if isBidirectional, let highestOrder, order < highestOrder { hasReorderedPictures = true }
    highestOrder = max(order, highestOrder ?? order)
    if isReference { reference = (high, low) }
  }

  /// Whether a SEI message is a recovery point (section D.1.8).
  private static func hasRecoveryPoint(_ payload: ArraySlice<UInt8>) -> Bool {
    var rest = payload
    while rest.count > 2 {
      guard let type = number(&rest), let size = number(&rest) else { return false }
      if type == 6 { return true }
      rest = rest.dropFirst(size)
    }
    return false
  }

  /// A number in bytes of 255 and one that is less.
  private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    var value = 0
    while let byte = bytes.popFirst() {
      value += Int(byte)
      if byte < 255 { return value }
    }
    return nil
  }
}
