import ChannelKit
import FakeTelegram
import Foundation
import Synchronization
import Testing

@testable import TelegramChannel

@Suite("Fetching updates", .timeLimit(.minutes(2))) struct PollingTests {
    /// What a loop has handed over.
    private final class Taken: Sendable {
        private let bodies = Mutex<[String]>([])
        var all: [String] { bodies.withLock { $0 } }
        func add(_ delivery: HTTPDelivery) {
            bodies.withLock { $0.append(String(decoding: delivery.body, as: UTF8.self)) }
        }
    }

    /// Runs the loop until `body` is done.
    private func running(
        _ channel: TelegramChannel, into deliver: Deliver<HTTPDelivery>, _ body: () async throws -> Void
    ) async throws {
        let loop = Task { try await channel.run(deliver: deliver) }
        do {
            try await body()
        } catch {
            loop.cancel()
            throw error
        }
        loop.cancel()
        _ = await loop.result
    }

    private static let settings = Samples.polling + [("poll_timeout", "20s")]

    @Test("hands each on as a webhook would have brought it, and keeps the offset when all of them are durable")
    func order() async throws {
        let telegram = try await FakeTelegram.start()
        let cursor = MemoryCursor()
        let taken = Taken()
        let channel = try Samples.channel(Self.settings, on: telegram, cursor: cursor)
        let first = telegram.put(FakeTelegram.message(1, chat: 7, text: "one 😀 \"q\""))
        telegram.put(FakeTelegram.message(2, chat: 8, text: "two"))
        let deliver = Deliver<HTTPDelivery> { delivery throws(ChannelError) in
            // Until all are handed over nothing is confirmed.
            #expect(telegram.unconfirmed.contains(first) && cursor.saved.isEmpty)
            taken.add(delivery)
            return []
        }
        try await running(channel, into: deliver) { await telegram.waitForConfirmation() }
        #expect(taken.all.count == 2)
        #expect(
            try await channel.receive(Samples.delivery(taken.all[0]), from: .platform)
                == channel.events(FakeTelegram.message(1, chat: 7, text: "one 😀 \"q\"")))
        #expect(cursor.saved.count == 1 && cursor.saved[0].hasPrefix("123456789:\(first + 2):"))
        #expect(telegram.requests(of: "getUpdates").last?.body.contains(#""offset":\#(first + 2)"#) == true)
        try await telegram.stop()
    }

    @Test("ends where one cannot be recorded, and the offset stays")
    func storeIsGone() async throws {
        let telegram = try await FakeTelegram.start()
        let cursor = MemoryCursor()
        telegram.put(FakeTelegram.message(1, chat: 7, text: "one"))
        telegram.put(FakeTelegram.message(2, chat: 7, text: "two"))
        let channel = try Samples.channel(Self.settings, on: telegram, cursor: cursor)
        let count = Mutex(0)
        let deliver = Deliver<HTTPDelivery> { _ throws(ChannelError) in
            let isFirst = count.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst { return [] }
            throw ChannelError("store_unavailable", kind: .unavailable, retry: .after(.seconds(1)), message: "gone")
        }
        let error = await #expect(throws: ChannelError.self) { try await channel.run(deliver: deliver) }
        #expect(error?.code == "store_unavailable" && cursor.saved.isEmpty && telegram.unconfirmed.count == 2)
        try await telegram.stop()
    }

    @Test("says so where a webhook is set, and removes it only where it is told to")
    func webhookIsSet() async throws {
        let telegram = try await FakeTelegram.start()
        telegram.setWebhook("https://elsewhere.test/")
        let nothing = Deliver<HTTPDelivery> { _ throws(ChannelError) in [] }
        let error = await #expect(throws: ChannelError.self) {
            try await Samples.channel(Self.settings, on: telegram).run(deliver: nothing)
        }
        #expect(error?.code == "updates_conflict" && error?.message.contains("replace_webhook") == true)
        #expect(telegram.webhook != nil)
        let channel = try Samples.channel(Self.settings + [("replace_webhook", "true")], on: telegram)
        try await running(channel, into: nothing) { await telegram.waitForPoll() }
        #expect(telegram.webhook == nil)
        try await telegram.stop()
    }

    @Test("says so where somebody else fetches, or the token is refused")
    func conflict() async throws {
        let telegram = try await FakeTelegram.start()
        let nothing = Deliver<HTTPDelivery> { _ throws(ChannelError) in [] }
        let channel = try Samples.channel(Self.settings, on: telegram)
        telegram.script([.error(409, "Conflict: terminated by other getUpdates request")], of: "getUpdates")
        let error = await #expect(throws: ChannelError.self) { try await channel.run(deliver: nothing) }
        #expect(error?.code == "updates_conflict" && error?.message.contains("Another program") == true)
        telegram.script([.error(401, "Unauthorized")], of: "getUpdates")
        let refused = await #expect(throws: ChannelError.self) { try await channel.run(deliver: nothing) }
        #expect(refused?.kind == .unauthenticated)
        try await telegram.stop()
    }

    @Test("goes on after passing faults, and waits as long as Telegram asks")
    func faults() async throws {
        let telegram = try await FakeTelegram.start()
        let log = LogRecorder()
        let taken = Taken()
        let channel = try Samples.channel(Self.settings, on: telegram, log: log)
        telegram.script([.reset, .tooMany(retryAfter: 1)], of: "getUpdates")
        telegram.put(FakeTelegram.message(1, chat: 7, text: "one"))
        let deliver = Deliver<HTTPDelivery> { delivery throws(ChannelError) in
            taken.add(delivery)
            return []
        }
        try await running(channel, into: deliver) { await telegram.waitForConfirmation() }
        #expect(taken.all.count == 1)
        #expect(log.entries.count { $0.contains("could not be fetched") } == 2)
        #expect(!log.entries.contains { $0.contains("AAFake") })
        try await telegram.stop()
    }

    @Test("with a webhook sets it where it knows the address, and fetches nothing")
    func webhook() async throws {
        let telegram = try await FakeTelegram.start()
        let channel = try Samples.channel(Samples.webhook + [("public_url", "https://bot.test/")], on: telegram)
        let nothing = Deliver<HTTPDelivery> { _ throws(ChannelError) in [] }
        try await running(channel, into: nothing) { await telegram.waitForRequests(1, of: "setWebhook") }
        #expect(telegram.webhook?.url == "https://bot.test/chat/telegram" && telegram.webhook?.secret == Samples.secret)
        #expect(telegram.requests(of: "getUpdates").isEmpty)
        try await telegram.stop()
    }

    @Test("begins anew where the offset is another bot's, none, or a week old")
    func offsets() {
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        let offset = UpdateOffset(bot: "1", after: 9, at: now)
        #expect(UpdateOffset(offset.text, bot: "1") == offset && offset.offset(at: now) == 10)
        #expect(offset.offset(at: now + 6 * 86_400) == nil)
        for text in ["", "2:10:1790000000", "1:10", "1:x:1", "1:-1:1", "1:1:1:1"] {
            #expect(UpdateOffset(text, bot: "1") == nil, "\(text)")
        }
    }
}
