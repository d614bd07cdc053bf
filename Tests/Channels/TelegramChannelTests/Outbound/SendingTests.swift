import ChannelKit
import FakeTelegram
import Testing

@testable import TelegramChannel

@Suite("A reply", .timeLimit(.minutes(2))) struct SendingTests {
    /// One channel and its platform.
    struct Bench {
        let telegram: FakeTelegram
        let channel: TelegramChannel
        let log = LogRecorder()

        static func run(_ settings: [(String, String)] = [], _ body: (Bench) async throws -> Void) async throws {
            let telegram = try await FakeTelegram.start()
            let bench = try Bench(telegram, settings)
            try await body(bench)
            try await telegram.stop()
        }

        private init(_ telegram: FakeTelegram, _ settings: [(String, String)]) throws {
            self.telegram = telegram
            channel = try Samples.channel(Samples.webhook + settings, on: telegram, log: log)
        }

        func send(
            _ text: String = "hi", to address: ChatAddress = "7", quoting: String? = nil
        ) async throws -> Receipt {
            try await channel.reply(
                Reply(
                    id: ReplyID(rawValue: 1), body: .text(text), inReplyTo: quoting, quotesQuestion: quoting != nil),
                to: ReplyAddress(chat: address))
        }

        func failure(_ behaviour: FakeTelegram.Behaviour) async -> ChannelError? {
            telegram.script([behaviour])
            do {
                _ = try await send()
                return nil
            } catch {
                return error as? ChannelError
            }
        }
    }

    @Test("goes to its chat and topic, quotes where others wait, and has the platform's id")
    func sent() async throws {
        try await Bench.run { bench in
            let one = try await bench.send("one")
            let two = try await bench.send("two", to: "-100500/9", quoting: "-100500/33")
            #expect(one.platformIDs == ["7/50001"] && two.platformIDs == ["-100500/50002"])
            let messages = bench.telegram.messages
            #expect(messages.map(\.chat) == [7, -100_500] && messages.map(\.topic) == [nil, 9])
            #expect(messages.map(\.quoting) == [nil, 33] && messages[1].mayQuoteNothing)
        }
    }

    @Test("is sent as it is: no markup is read into it, and no address in it is fetched")
    func plain() async throws {
        try await Bench.run { bench in
            let text = "*a_ <b> \"q\" \\ \u{1} 😀\nhttps://example.com"
            _ = try await bench.send(text)
            #expect(bench.telegram.messages.map(\.text) == [text])
            let body = try #require(bench.telegram.requests.last?.body)
            #expect(!body.contains("parse_mode") && body.contains(#""link_preview_options":{"is_disabled":true}"#))
        }
    }

    @Test("that was refused says whether, when and for whom it may be tried again")
    func classes() async throws {
        try await Bench.run { bench in
            let limited = await bench.failure(.tooMany(retryAfter: 7))
            #expect(limited?.retry == .after(.seconds(7)) && limited?.scope == .chat)
            for (code, words) in [
                (403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found"),
                (403, "Forbidden: user is deactivated"), (400, "Bad Request: message is too long"),
            ] {
                let error = await bench.failure(.error(code, words))
                #expect(error?.retry == .never && error?.kind == .invalid && error?.scope == .chat, "\(words)")
            }
            for (code, words) in [(401, "Unauthorized"), (404, "Not Found")] {
                let error = await bench.failure(.error(code, words))
                #expect(error?.kind == .unauthenticated && error?.scope == .instance && error?.retryAfter != nil)
            }
            let broken = await bench.failure(.error(500, "Internal Server Error"))
            #expect(broken?.retryAfter != nil && broken?.scope == .chat)
        }
    }

    @Test("whose fate is not known is said to be so")
    func unknown() async throws {
        try await Bench.run([("send_timeout", "1s")]) { bench in
            for behaviour: FakeTelegram.Behaviour in [
                .reset, .acceptThenReset, .hang, .document("<html>", status: 502), .document("{", accepts: true),
                .document(#"{"ok":true,"result":true}"#, accepts: true),
            ] {
                #expect(await bench.failure(behaviour)?.retry == .unknown)
            }
        }
        let nowhere = try Samples.channel(Samples.webhook + [("api_base", "http://127.0.0.1:1")])
        let error = await #expect(throws: ChannelError.self) {
            _ = try await nowhere.reply(
                Reply(id: ReplyID(rawValue: 1), body: .text("x")), to: ReplyAddress(chat: "7"))
        }
        #expect(error?.code == "telegram_unreachable" && error?.retryAfter != nil && error?.scope == .instance)
    }

    @Test("to a group that has become a supergroup goes there, once")
    func migrated() async throws {
        try await Bench.run { bench in
            bench.telegram.script([
                .error(
                    400, "Bad Request: group chat was upgraded to a supergroup chat",
                    parameters: #"{"migrate_to_chat_id":-100777}"#)
            ])
            let receipt = try await bench.send(to: "-5", quoting: "-5/3")
            #expect(receipt.platformIDs == ["-100777/50001"])
            #expect(bench.telegram.messages.map(\.chat) == [-100_777] && bench.telegram.messages[0].quoting == nil)
        }
    }

    @Test("leaves no trace of the token in any error or log line, whatever Telegram says")
    func secrecy() async throws {
        let token = Samples.token
        try await Bench.run([("send_timeout", "1s")]) { bench in
            for behaviour: FakeTelegram.Behaviour in [
                .error(401, "Unauthorized: \(token)"), .error(400, "no such bot\(token)"), .error(500, "/bot\(token)/"),
                .reset, .hang, .document("", status: 302, headers: ["Location": "http://127.0.0.1/bot\(token)/x"]),
                .document("bot\(token)", status: 502), .error(429, token), .error(409, "webhook \(token)"),
            ] {
                let error = try #require(await bench.failure(behaviour))
                var dumped = ""
                dump(error, to: &dumped)
                #expect(!dumped.contains("AAFake") && !"\(error)".contains("AAFake"))
                await bench.channel.indicateWork(on: "7/1", at: ReplyAddress(chat: "no chat"))
            }
            bench.telegram.script([.error(401, token)], of: "sendChatAction")
            await bench.channel.indicateWork(on: "7/1", at: ReplyAddress(chat: "7"))
            #expect(!bench.log.entries.isEmpty && !bench.log.entries.contains { $0.contains("AAFake") })
        }
    }

    @Test("is split at 4,096 UTF-16 units, between characters, and one with nothing to see becomes a mark")
    func parts() throws {
        let channel = try Samples.channel()
        let family = String(repeating: "👩‍👩‍👧", count: 2_000)
        let parts = channel.parts(of: family)
        #expect(parts.joined() == family && parts.allSatisfy { (1...4_096).contains($0.utf16.count) })
        #expect(parts.allSatisfy { part in part.allSatisfy { $0 == "👩‍👩‍👧" } })
        #expect(channel.parts(of: String(repeating: "a", count: 4_096)).count == 1)
        #expect(channel.parts(of: " \n") == ["…"])
    }

    @Test("is announced by typing, in its topic, unless that is switched off")
    func typing() async throws {
        try await Bench.run { bench in
            let showing = Task { await bench.channel.indicateWork(on: "7/1", at: ReplyAddress(chat: "7/2")) }
            await bench.telegram.waitForRequests(1, of: "sendChatAction")
            showing.cancel()
            await showing.value
            let body = try #require(bench.telegram.requests(of: "sendChatAction").first?.body)
            #expect(body == #"{"chat_id":7,"action":"typing","message_thread_id":2}"#)
        }
        try await Bench.run([("typing", "false")]) { bench in
            await bench.channel.indicateWork(on: "7/1", at: ReplyAddress(chat: "7"))
            #expect(bench.telegram.requests.isEmpty)
        }
    }
}
