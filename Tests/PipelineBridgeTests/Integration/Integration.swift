import Testing

/// Tests with real pipelines, one at a time: each may leave no box, thread or descriptor behind.
@Suite(.serialized, .leavesNothing) struct Integration {}
