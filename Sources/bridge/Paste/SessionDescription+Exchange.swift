import PipelineBridge

extension SessionDescription {
  /// Throws, in words for a person, when this is not the answer to `offer`.
  func checkAnswers(_ offer: SessionDescription) throws(SignalingError) {
    if iceUsernameFragment == offer.iceUsernameFragment {
      throw .refused("this is the offer that was made here: it goes to the viewer, whose answer is wanted here")
    }
    guard kind == .answer else { throw .refused("this is an offer; an answer is wanted here") }
    if let answered = answeredOffer, answered != offer.iceUsernameFragment {
      throw .refused("this is the answer to another offer: take the last one that was made here")
    }
  }
}

extension SignalingError {
  static func refused(_ detail: String) -> SignalingError { SignalingError(code: .unsupported, detail: detail) }
}
