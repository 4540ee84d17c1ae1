import Testing

/// Tests with real pipelines, one at a time: each counts what it has left behind.
@Suite(.serialized) struct Integration {}
