import ChannelKit
import HTTPTypes
import LenientJSON
import Logging
import PlatformClient

import struct Foundation.Date

/// Fetches updates one after another (Telegram, "Bot API: getUpdates").
///
/// Telegram takes an update for done as soon as it is asked for one after it. So the next request goes out only when
/// everything from the last is durable, and the offset with it.
struct UpdatePoll: Sendable {
    /// What is asked for; everything else would be left.
    static let kinds = JSONValue.array([.string("message")])
    /// So many requests in a row may fail in passing before the channel counts as failed.
    static let patience = 5

    let channel: TelegramChannel

    func run(_ deliver: Deliver<HTTPDelivery>) async throws(ChannelError) {
        let bot = channel.identity.id
        var place = try await channel.cursor.load().flatMap { UpdateOffset($0, bot: bot) }
        while !Task.isCancelled {
            let updates = try await updates(from: place?.offset(at: Date()))
            var last: Int?
            for update in updates {
                try await hand(update, to: deliver)
                last = update["update_id"]?.integer ?? last
            }
            guard let last else { continue }
            let next = UpdateOffset(bot: bot, after: last, at: Date())
            try await channel.cursor.save(next.text)
            place = next
        }
    }

    /// The next updates, none where none came in time.
    private func updates(from offset: Int?) async throws(ChannelError) -> [JSONValue] {
        var failures = 0
        while true {
            let start = ContinuousClock.now
            do throws(ChannelError) {
                let updates = try await fetch(offset)
                if updates.isEmpty { await pause(.milliseconds(500), since: start) }
                return updates
            } catch {
                failures += 1
                guard failures < Self.patience, error.isPassing, !Task.isCancelled else { throw error }
                channel.logger.warning("updates could not be fetched", metadata: ["error": "\(error)"])
                await pause(error.retryAfter ?? BotBackoff.wait(afterAttempt: failures, random: .random(in: 0...1)))
            }
        }
    }

    private func fetch(_ offset: Int?) async throws(ChannelError) -> [JSONValue] {
        let seconds = channel.settings.pollTimeout.components.seconds
        var parameters: [JSONValue.Member] = [
            .init("timeout", Int(seconds)), .init("limit", 100), .init("allowed_updates", Self.kinds),
        ]
        if let offset { parameters.append(.init("offset", offset)) }
        let result = try await channel.api.call(
            "getUpdates", parameters, for: .polling, timeout: channel.settings.pollTimeout + .seconds(10))
        guard case .array(let updates) = result else { throw .oddAnswer(to: "getUpdates") }
        // Without a number nothing could be asked after it: it would come again for ever.
        guard updates.isEmpty || updates.contains(where: { $0["update_id"]?.integer != nil }) else {
            throw .oddAnswer(to: "getUpdates")
        }
        return updates
    }

    /// Hands an update on as the request that a webhook would have brought, and returns when it is durable.
    private func hand(_ update: JSONValue, to deliver: Deliver<HTTPDelivery>) async throws(ChannelError) {
        let delivery = HTTPDelivery(
            request: HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/"), body: update.bytes,
            requestID: "update-\(update["update_id"]?.integer ?? 0)")
        for case .refused(let error) in try await deliver(delivery) {
            guard error.retry == .never else { throw error }
            channel.logger.warning("an update was refused for good", metadata: ["code": "\(error.code)"])
        }
    }

    /// A server that answers at once, with nothing, is not asked without a pause.
    private func pause(_ duration: Duration, since start: ContinuousClock.Instant = .now) async {
        try? await Task.sleep(until: start + duration, clock: .continuous)
    }
}

extension ChannelError {
    /// Whether it goes away by itself, as far as one can tell.
    fileprivate var isPassing: Bool { ![.unauthenticated, .conflict].contains(kind) }
}
