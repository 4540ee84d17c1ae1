import HTTPTypes
import NIOCore
import NIOHTTPTypes
import PipelineBridge

/// Bounds how long one connection can hold its place, whatever its client does.
///
/// A response that begins before its request has been read to the end closes the connection: Hummingbird would read on
/// without a limit. The client may still be sending then, and closing at once would take the response from it (a reset,
/// RFC 9112, section 9.6). So the output is closed, and what comes is thrown away for a moment.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// An outbound event: calls back when the client has closed its side. At most one at a time.
  struct WhenClientLeaves: Sendable {
    let call: @Sendable () -> Void
  }

  /// A body that takes longer is being dribbled.
  private static let bodyDeadline = TimeAmount.seconds(10)
  /// A client that takes nothing for so long has gone, or means harm.
  private static let writeDeadline = TimeAmount.seconds(10)
  private static let lingerTime = TimeAmount.seconds(2)
  /// What is read of a body that nobody wants. Then the client waits.
  private static let lingerBytes = 4 << 20

  private let places: ConnectionPlaces
  private var requestsRead = 0
  private var responses = 0
  private var isLastResponse = false
  private var isLingering = false
  private var bytesLeft = lingerBytes
  private var isInputClosed = false
  private var bodyTimer: Scheduled<Void>?
  private var writeTimer: Scheduled<Void>?
  private var lingerTimer: Scheduled<Void>?
  private var watch: WhenClientLeaves?

  init(_ places: ConnectionPlaces) { self.places = places }

  func handlerAdded(context: ChannelHandlerContext) { places.admit(context.channel) }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  private func end() {
    for timer in [bodyTimer, writeTimer, lingerTimer] { timer?.cancel() }
    clientHasLeft()
  }

  private func clientHasLeft() {
    watch?.call()
    watch = nil
  }

  private func closing(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
    context.eventLoop.scheduleTask(in: time) { [channel = context.channel] in channel.close(promise: nil) }
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    guard !isLingering else {
      if case .body(let bytes) = part { bytesLeft -= bytes.readableBytes }
      return
    }
    switch part {
    case .head:
      bodyTimer?.cancel()
      bodyTimer = closing(context, in: Self.bodyDeadline)
    case .body: break
    case .end:
      requestsRead += 1
      bodyTimer?.cancel()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // The reader behind may have enough already.
    if isLingering { read(context: context) } else { context.fireChannelReadComplete() }
  }

  func read(context: ChannelHandlerContext) {
    if !isLingering || bytesLeft > 0 { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      isInputClosed = true
      clientHasLeft()
      if isLingering { return context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: Responses

  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard let event = event as? WhenClientLeaves else {
      return context.triggerUserOutboundEvent(event, promise: promise)
    }
    watch = event
    if isInputClosed { clientHasLeft() }
    promise?.succeed()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      responses += 1
      isLastResponse = responses > requestsRead
      if isLastResponse { head.headerFields[.connection] = "close" }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      watch = nil
      guard isLastResponse else { return context.write(data, promise: promise) }
      context.writeAndFlush(data, promise: promise)
      close(context: context, mode: .output, promise: nil)
    case .head, .body: context.write(data, promise: promise)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    writeTimer?.cancel()
    writeTimer = context.channel.isWritable ? nil : closing(context, in: Self.writeDeadline)
    context.fireChannelWritabilityChanged()
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    context.close(mode: mode, promise: promise)
    guard mode == .output, !isLingering else { return }
    isLingering = true
    bodyTimer?.cancel()
    if isInputClosed { return context.close(promise: nil) }
    lingerTimer = closing(context, in: Self.lingerTime)
    read(context: context)
  }
}

extension Channel {
  /// Works on an answer for as long as the client waits for it, at most for `limit`; then the work is cancelled.
  /// - Returns: `nil` when it was cancelled.
  func whileClientWaits<Value: Sendable>(
    atMost limit: TimeAmount, _ work: @escaping @Sendable () async -> Value
  ) async -> Value? {
    let (values, continuation) = AsyncStream.makeStream(of: Value.self)
    let task = Task {
      continuation.yield(await work())
      continuation.finish()
    }
    let cancel: @Sendable () -> Void = {
      task.cancel()
      continuation.finish()
    }
    let timer = eventLoop.scheduleTask(in: limit, cancel)
    defer { timer.cancel() }
    let promise = eventLoop.makePromise(of: Void.self)
    // The connection is closed already.
    promise.futureResult.whenFailure { _ in cancel() }
    triggerUserOutboundEvent(ConnectionGuard.WhenClientLeaves(call: cancel), promise: promise)
    for await value in values { return value }
    return nil
  }
}
