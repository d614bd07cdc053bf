/// Chance and the passing of time between two calls, so that tests can do without either.
struct Pause: Sendable {
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    var random: @Sendable () -> Double = { Double.random(in: 0...1) }
}
