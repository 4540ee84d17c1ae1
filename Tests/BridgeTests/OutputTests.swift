import Foundation
import Testing

@testable import bridge

@Suite struct OutputTests {
  /// What nobody reads is dropped without a wait; what remains is in order, and the count of the rest is right.
  @Test func linesThatNobodyReadsAreCounted() throws {
    let pipe = Pipe()
    let output = OutputQueue(pipe.fileHandleForWriting.fileDescriptor)
    let count = 4 * OutputQueue.limit / 100
    for number in 0..<count { output.write("\(number)".padding(toLength: 99, withPad: ".", startingAt: 0) + "\n") }
    let reader = Thread {
      // Until the writer has written all and the pipe is closed.
      output.flush(within: .seconds(20))
      try? pipe.fileHandleForWriting.close()
    }
    reader.start()
    let text = String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
    var lost = 0
    var numbers: [Int] = []
    for line in text.split(separator: "\n") {
      if let match = line.firstMatch(of: /^bridge: warning: (\d+) lines were lost here$/) {
        lost += try #require(Int(match.1))
      } else {
        numbers.append(try #require(Int(line.prefix { $0 != "." })))
      }
    }
    #expect(lost > 0)
    #expect(numbers.count + lost == count)
    #expect(numbers == numbers.sorted())
    #expect(numbers.last == count - 1)
  }

  /// A full disk that has room again.
  @Test func linesThatCannotBeWrittenAreCounted() throws {
    let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let output = OutputQueue(descriptor)
    output.write("one\n")
    output.write("two\nthree\n")
    output.flush(within: .seconds(10))
    let pipe = Pipe()
    #expect(dup2(pipe.fileHandleForWriting.fileDescriptor, descriptor) == descriptor)
    output.write("four\n")
    output.flush(within: .seconds(10))
    let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text == "bridge: warning: 3 lines were lost here\nfour\n")
  }

  /// A pipe or terminal that another program has made non-blocking is waited for.
  @Test func aNonBlockingPipeGetsAll() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let writer = Thread {
      try? Descriptor.write(bytes, to: descriptor)
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data(bytes))
  }

  @Test(arguments: ["/dev/full", "/nowhere/file", "/dev"])
  func aFileThatCannotBeWritten(path: String) async {
    await #expect(throws: FileError.self) { try await OutputFile.path(path).write("text") }
  }

  @Test(arguments: [("v=0\r\n", "v=0\r\n"), ("{}", "{}\n"), ("a\n", "a\n")])
  func oneLineEnd(text: String, written: String) async throws {
    try await withFolder { folder in
      try "longer than what follows".write(toFile: "\(folder)/file", atomically: false, encoding: .utf8)
      try await OutputFile.path("\(folder)/file").write(text)
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/file")) == Data(written.utf8))
    }
  }

  /// A named pipe that nobody reads, and a reader that comes too late.
  @Test func aNamedPipeWithoutAReader() async throws {
    try await withFolder { folder in
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      await #expect(throws: FileError.self) {
        try await OutputFile.path("\(folder)/pipe").write("text", within: .milliseconds(50))
      }
      // For the thread that waits. Its write fails.
      signal(SIGPIPE, SIG_IGN)
      close(open("\(folder)/pipe", O_RDONLY | O_NONBLOCK))
    }
  }

  /// In a folder like /tmp, links and files of others are left alone, own ones are followed.
  @Test(.enabled(if: geteuid() == 0)) func linksAndFilesOfOthers() async throws {
    try await withFolder { folder in
      let (shared, own) = ("\(folder)/shared", "\(folder)/own")
      #expect(mkdir(shared, 0o700) == 0 && chmod(shared, 0o1777) == 0)
      // Root owns what it makes; here others are told from the folder's owner too.
      #expect(chown(shared, 1, 1) == 0)
      try "precious".write(toFile: own, atomically: false, encoding: .utf8)
      for (name, owner) in [("foreign", 65_534), ("mine", 0), ("folder's", 1)] {
        #expect(symlink(own, "\(shared)/\(name)") == 0 && lchown("\(shared)/\(name)", uid_t(owner), 1) == 0)
      }
      let planted = "\(shared)/planted"
      try "old".write(toFile: planted, atomically: false, encoding: .utf8)
      #expect(chown(planted, 65_534, 1) == 0)
      for path in ["\(shared)/foreign", planted] {
        let error = await #expect(throws: FileError.self) { try await OutputFile.path(path).write("text") }
        #expect(error?.reason.contains("another user") == true, "\(path): \(error?.reason ?? "")")
      }
      #expect(try String(contentsOfFile: own, encoding: .utf8) == "precious")
      #expect(try String(contentsOfFile: planted, encoding: .utf8) == "old")
      for name in ["mine", "folder's"] {
        try await OutputFile.path("\(shared)/\(name)").write(name)
        #expect(try String(contentsOfFile: own, encoding: .utf8) == "\(name)\n")
      }
      try await OutputFile.path("\(shared)/new").write("new")
    }
  }

  /// An input without an end is read to the limit, and its thread ends.
  @Test(arguments: ["/dev/zero", "/dev/urandom"]) func endlessInput(path: String) async throws {
    #expect(try await InputFile.path(path).text().utf8.count >= 1 << 20)
    while Self.threads().contains("input") { await Task.yield() }
  }

  @Test(arguments: ["/dev", "/nowhere/file"]) func aFileThatCannotBeRead(path: String) async {
    await #expect(throws: FileError.self) { try await InputFile.path(path).text() }
  }

  private static func threads() -> [String] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.compactMap { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }
}
