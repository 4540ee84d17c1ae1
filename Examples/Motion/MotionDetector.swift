import PipelineBridge

/// Finds what moves: compares the brightness of each frame, in cells of 16 × 16 pixels, with the frame before.
struct MotionDetector {
  /// By how much the mean brightness of a cell must change, of 255.
  var threshold = 10

  private static let cell = 16
  private var previous: [Int] = []

  /// - Parameter frame: in a format whose first plane is brightness in bytes: I420, NV12, GRAY8.
  /// - Returns: the rectangles around cells that changed and touch each other.
  mutating func regions(in frame: Frame) throws -> [Region] {
    let (columns, rows) = (frame.width / Self.cell, frame.height / Self.cell)
    let cells = try frame.withPlane { bytes, stride, _ in
      var cells: [Int] = []
      for index in 0..<columns * rows {
        cells.append(Self.brightness(of: bytes, stride: stride, column: index % columns, row: index / columns))
      }
      return cells
    }
    defer { previous = cells }
    guard previous.count == cells.count else { return [] }
    var isMoving = zip(cells, previous).map { abs($0 - $1) > threshold }
    var regions: [Region] = []
    for index in isMoving.indices where isMoving[index] {
      let group = Self.takeGroup(around: index, from: &isMoving, columns: columns)
      let (left, right) = (group.map { $0 % columns }.min()!, group.map { $0 % columns }.max()!)
      let (top, bottom) = (index / columns, group.max()! / columns)
      let (cellWidth, cellHeight) = (
        Double(Self.cell) / Double(frame.width), Double(Self.cell) / Double(frame.height)
      )
      regions.append(
        Region(
          x: Double(left) * cellWidth, y: Double(top) * cellHeight,
          width: Double(right - left + 1) * cellWidth, height: Double(bottom - top + 1) * cellHeight,
          label: "motion", confidence: min(1, Double(group.count) / 16)))
    }
    return regions
  }

  /// Every second pixel of every second row is enough.
  private static func brightness(of bytes: Span<UInt8>, stride: Int, column: Int, row: Int) -> Int {
    var sum = 0
    for y in Swift.stride(from: row * cell, to: (row + 1) * cell, by: 2) {
      for x in Swift.stride(from: column * cell, to: (column + 1) * cell, by: 2) { sum += Int(bytes[y * stride + x]) }
    }
    return sum / (cell * cell / 4)
  }

  /// Takes a cell with all that touch it.
  private static func takeGroup(around start: Int, from isMoving: inout [Bool], columns: Int) -> [Int] {
    var group: [Int] = []
    var open = [start]
    isMoving[start] = false
    while let index = open.popLast() {
      group.append(index)
      for (x, y) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        let (column, next) = (index % columns + x, index + x + y * columns)
        guard (0..<columns).contains(column), isMoving.indices.contains(next), isMoving[next] else { continue }
        isMoving[next] = false
        open.append(next)
      }
    }
    return group
  }
}
