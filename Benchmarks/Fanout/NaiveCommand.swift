import ArgumentParser
import CGStreamer
import Hummingbird
import Synchronization

/// What a program written by hand around webrtcbin does: one encoder, and for each viewer an appsrc, a payloader and a
/// webrtcbin.
struct NaiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "naive", abstract: "Serves an encoded pipeline over WHEP the plain way.")

  @Argument(help: "A pipeline that ends in H.264, byte-stream, one access unit a buffer.") var pipeline: String
  @Option var port = 8081

  func run() async throws {
    gst_init(nil, nil)
    let producer = NaiveProducer(pipeline)
    let router = Router()
    router.post("whep") { request, _ in
      let body = try await request.body.collect(upTo: 65536)
      let answer = producer.answer(String(buffer: body))
      return Response(
        status: .created, headers: [.contentType: "application/sdp", .location: "/whep/1"],
        body: .init(byteBuffer: ByteBuffer(string: answer)))
    }
    router.delete("whep/1") { _, _ in HTTPResponse.Status.ok }
    let server = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await server.runService()
  }
}
