import ChannelKit
import Foundation
import HTTPTypes
import Logging
import Synchronization

@testable import HTTPChannel

/// One channel instance, and a stand-in for the runtime that takes requests through the verbs in order.
struct Bench: Sendable {
    typealias Runtime = @Sendable ([InboundEvent]) async -> Result<[Admission], ChannelError>

    static let apiKey = "test-api-key"
    static let jwtKey = "0123456789abcdef0123456789abcdef"

    let channel: HTTPChannel
    let clock: Clock
    var runtime: Runtime = Bench.answering()

    init(
        instance: String = "web", installation: String = "here", jwtKey: String = Bench.jwtKey,
        settings: [String: String] = [:], lists: [String: [String]] = [:], limits: (any SharedLimits)? = nil
    ) throws {
        let values = ["api_key": Self.apiKey, "jwt_key": jwtKey].merging(settings) { $1 }
        let clock = Clock()
        self.clock = clock
        channel = try HTTPChannel(
            settings: try Self.settings(values, lists: lists),
            context: ChannelContext(
                instance: instance, installation: installation,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), cursor: NoCursor(),
                limits: limits ?? LocalLimits(now: { clock.now })),
            now: { clock.now })
    }

    /// Settings as a file with these keys would give them. Throws the first fault.
    /// - Parameter lists: what stands below a key as its `origins`.
    static func settings(
        _ values: [String: String], lists: [String: [String]] = [:]
    ) throws -> HTTPChannel.Settings {
        let mark = SettingsMark(line: 1, column: 1)
        func entry(_ key: String, _ value: SettingsNode.Value) -> SettingsNode.Entry {
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(value, at: mark))
        }
        var entries = values.map { entry($0.key, .scalar($0.value)) }
        entries += lists.map { key, texts in
            let items = texts.map { SettingsNode(.scalar($0), at: mark) }
            return entry(key, .map([entry("origins", .list(items))]))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "web")
        let settings = HTTPChannel.Settings(from: &reader)
        reader.finish()
        if let fault = reader.faults.first { throw fault }
        return settings
    }

    /// A token of user 7 in conversation 11, unless told otherwise.
    func token(user: Int64 = 7, conversation: Int64 = 11) async throws -> String {
        try await channel.tokens.issue(.init(user: UserID(user), conversation: ConversationID(conversation))).token
    }

    func send(_ delivery: HTTPDelivery) async throws -> Response {
        try await Response(answer(to: delivery))
    }

    /// The events that a request turns into, or the error that stopped it.
    func events(of delivery: HTTPDelivery) async throws(ChannelError) -> [InboundEvent] {
        guard case .genuine = try await channel.verify(delivery) else { return [] }
        return try await channel.receive(delivery, from: try await channel.authenticate(delivery))
    }

    func answer(to delivery: HTTPDelivery) async -> HTTPAnswer {
        do {
            if case .answered(let answer) = try await channel.verify(delivery) { return answer }
            let events = try await events(of: delivery)
            return await channel.respond(to: delivery, with: await runtime(events))
        } catch {
            return await channel.respond(to: delivery, with: .failure(error))
        }
    }

    final class Clock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_785_585_600.25))
        var now: Date { time.withLock { $0 } }
        func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
    }

    /// As while the store cannot be reached.
    struct NoLimits: SharedLimits {
        func draw(_ name: String, count: Int, per window: Duration) async throws(ChannelError) -> Duration? {
            throw ChannelError("store_unavailable", kind: .unavailable, message: "Not now")
        }
    }

    private struct NoCursor: ChannelCursor {
        func load() async throws(ChannelError) -> String? { nil }
        func save(_ value: String) async throws(ChannelError) {}
    }
}
