// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "PipelineBridge",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "PipelineBridge", targets: ["PipelineBridge"]),
    .executable(name: "bridge", targets: ["bridge"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.100.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CGStreamer",
      pkgConfig: """
        gstreamer-1.0 gstreamer-base-1.0 gstreamer-app-1.0 gstreamer-rtp-1.0 gstreamer-sdp-1.0 \
        gstreamer-video-1.0 gstreamer-webrtc-1.0 gio-2.0
        """,
      providers: [
        .apt([
          "libgstreamer1.0-dev", "libgstreamer-plugins-base1.0-dev", "libgstreamer-plugins-bad1.0-dev",
          "libnice-dev",
        ])
      ]
    ),
    .systemLibrary(
      name: "CSRTP", pkgConfig: "libsrtp2 libcrypto", providers: [.apt(["libsrtp2-dev", "libssl-dev"])]),
    .target(name: "CSRTPCrypto", dependencies: ["CSRTP"]),
    .target(name: "CInterfaces"),
    .target(
      name: "PipelineBridge",
      dependencies: [
        "CGStreamer",
        "CSRTPCrypto",
        "CInterfaces",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),
    .target(name: "CCertificate", linkerSettings: [.linkedLibrary("crypto")]),
    .target(name: "CTerminal"),
    .target(name: "CWebFiles"),
    .executableTarget(
      name: "bridge",
      dependencies: [
        "PipelineBridge",
        "CCertificate",
        "CGStreamer",
        "CTerminal",
        "CWebFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),
    .executableTarget(
      name: "fanout",
      dependencies: [
        "CGStreamer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
      ],
      path: "Benchmarks/Fanout"
    ),
    .executableTarget(name: "stamp", dependencies: ["CGStreamer"], path: "Benchmarks/Stamp"),
    .executableTarget(
      name: "motion",
      dependencies: ["PipelineBridge"],
      path: "Examples/Motion"
    ),
    .target(name: "TestElements", dependencies: ["CGStreamer"], path: "Tests/TestElements"),
    .testTarget(
      name: "PipelineBridgeTests",
      dependencies: [
        "CGStreamer", "PipelineBridge", "TestElements", "motion",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      exclude: ["Fixtures"]
    ),
    .testTarget(
      name: "BridgeTests",
      dependencies: [
        "bridge",
        "PipelineBridge",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
