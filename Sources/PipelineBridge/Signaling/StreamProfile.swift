/// The profile of an encoded stream, where its codec has one and it is known.
struct StreamProfile: Equatable, Sendable {
  var h264: H264Profile?
  var h265: H265Profile?
}
