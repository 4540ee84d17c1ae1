import Foundation
import PipelineBridge
import Testing

@testable import bridge

@Suite(.serialized) struct MetadataHTTPTests {
  private let json = ["Content-Type": "application/json"]

  @Test func aProgramPostsWhatItFinds() async throws {
    try await withServer { http, bridge in
      let body = #"{"regions":[{"x":0.1,"y":0.1,"width":0.2,"height":0.2,"label":"<script>"}]}"#
      var detections = bridge.detections.makeAsyncIterator()
      #expect(try http.send("POST", "/api/metadata", fields: json, body: body).status == 204)
      let found = await detections.next()
      #expect(found?.regions.first?.label == "<script>" && found?.source == "post")

      #expect(try http.send("POST", "/api/metadata", body: body).status == 415)
      #expect(try http.send("GET", "/api/metadata").status == 405)
      let wrong = try http.send("POST", "/api/metadata", fields: json, body: #"{"regions":[{"x":"a"}]}"#)
      #expect(wrong.status == 422 && wrong.body.contains("regions[0]"))
      let large = #"{"source":"\#(String(repeating: "x", count: 70_000))","regions":[]}"#
      #expect(try http.send("POST", "/api/metadata", fields: json, body: large).status == 413)
      let deep =
        #"{"regions":[{"x":0,"y":0,"width":1,"height":1,"data":"#
        + String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000) + "}]}"
      #expect(try http.send("POST", "/api/metadata", fields: json, body: deep).status == 422)
    }
  }

  @Test func aTokenIsWanted() async throws {
    try await withServer(listening: Listening(token: "a-long-secret")) { http, _ in
      let refused = try http.send("POST", "/api/metadata", fields: json, body: #"{"regions":[]}"#)
      #expect(refused.status == 401)
      var fields = json
      fields["Authorization"] = "Bearer a-long-secret"
      let accepted = try http.send("POST", "/api/metadata", fields: fields, body: #"{"regions":[]}"#)
      #expect(accepted.status == 204)
    }
  }

  @Test func eventsOfElements() async throws {
    let video = "videotestsrc num-buffers=240 ! video/x-raw,framerate=30/1 ! identity"
    try await withServer("\(video) audiotestsrc num-buffers=340 ! level name=ear") { http, _ in
      // The stream of events ends with the pipeline.
      let answer = try http.send("GET", "/api/events")
      #expect(answer.body.contains("event: element\ndata: {"))
      #expect(answer.body.contains(#""element":"ear""#) && answer.body.contains(#""name":"level""#))
    }
  }

  @Test func nothingIsTunedWithoutTheFlag() async throws {
    try await withServer { http, _ in
      let refused = try http.send("GET", "/api/elements")
      #expect(refused.status == 403 && refused.body.contains("--control"))
      let body = #"{"element":"a","property":"b","value":1}"#
      #expect(try http.send("POST", "/api/elements", fields: json, body: body).status == 403)
    }
  }
}
