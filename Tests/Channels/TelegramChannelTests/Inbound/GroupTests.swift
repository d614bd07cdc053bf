import ChannelKit
import FakeTelegram
import HTTPTypes
import Testing

@testable import TelegramChannel

@Suite("A message in a group", .timeLimit(.minutes(5))) struct GroupTests {
    private static let me = "123456789"

    /// What becomes of a message in a group.
    private func message(
        _ text: String, _ rest: String = "", settings: [(String, String)] = []
    ) async throws -> InboundMessage? {
        let telegram = try await FakeTelegram.start()
        let channel = try Samples.channel(Samples.webhook + settings, on: telegram)
        let message = try await channel.message(FakeTelegram.groupMessage(5, text: text, rest: rest))
        try await telegram.stop()
        return message
    }

    private func entity(_ kind: String, _ offset: Int, _ length: Int, _ rest: String = "") -> String {
        #","entities":[{"type":"\#(kind)","offset":\#(offset),"length":\#(length)\#(rest)}]"#
    }

    @Test("that is not addressed to the bot is recorded, without its words, and not answered")
    func others() async throws {
        let quiet = Handling.skip(rule: "not_addressed")
        for (text, rest) in [
            ("Hello all", ""), ("@helper_bot without the mark", ""), ("@other_bot hi", entity("mention", 0, 10)),
            ("/start", entity("bot_command", 0, 6)), ("/start@other_bot", entity("bot_command", 0, 16)),
            ("hi Bob", entity("text_mention", 3, 3, #","user":{"id":99}"#)),
            ("yes", #","reply_to_message":{"message_id":1,"from":{"id":99}}"#),
        ] {
            let message = try await message(text, rest)
            #expect(message?.handling == quiet && message?.content == "", "\(text)")
        }
    }

    @Test("that names the bot is answered, without the name that it begins with")
    func mentions() async throws {
        for (text, rest, expected) in [
            ("@helper_bot what is it?", entity("mention", 0, 11), "what is it?"),
            ("@HELPER_Bot, what is it?", entity("mention", 0, 11), "what is it?"),
            ("what is it, @helper_bot?", entity("mention", 12, 11), "what is it, @helper_bot?"),
            ("@helper_bot", entity("mention", 0, 11), "@helper_bot"),
            ("Helper what?", entity("text_mention", 0, 6, #","user":{"id":\#(Self.me)}"#), "what?"),
            ("/reset@helper_bot", entity("bot_command", 0, 17), "/reset"),
            ("@helper_bot /reset", entity("mention", 0, 11), "/reset"),
        ] {
            let message = try await message(text, rest)
            #expect(message?.handling == .answer && message?.content == expected, "\(text)")
            #expect(message?.address == "-100500" && message?.sender == .identity(Identity(id: "42")))
        }
    }

    @Test("is searched for the name by UTF-16 units, as Telegram counts")
    func units() async throws {
        // Each of these is two units; counted as characters, the mark would stand elsewhere.
        let message = try await message("😀😀 @helper_bot hi", entity("mention", 5, 11))
        #expect(message?.handling == .answer)
        for (offset, length) in [(1, 3), (-1, 11), (5, 1_000), (9_999_999, 1), (0, 0), (Int.max, Int.max)] {
            let broken = try await self.message("😀😀 @helper_bot hi", entity("mention", offset, length))
            #expect(broken?.handling == .skip(rule: "not_addressed"), "\(offset) \(length)")
        }
    }

    @Test("that replies to the bot is answered; one that only stands in a topic that the bot has opened is not")
    func replies() async throws {
        let mine = #""from":{"id":\#(Self.me),"is_bot":true}"#
        let answered = try await message("and why?", #","reply_to_message":{"message_id":1,\#(mine)}"#)
        #expect(answered?.handling == .answer && answered?.content == "and why?")
        let topic = try await message(
            "hi all", #","message_thread_id":4,"is_topic_message":true,"reply_to_message":{"message_id":4,\#(mine)}"#)
        #expect(topic?.handling == .skip(rule: "not_addressed") && topic?.address == "-100500/4")
    }

    @Test("is never answered where groups are switched off")
    func off() async throws {
        let message = try await message("@helper_bot hi", entity("mention", 0, 11), settings: [("groups", "false")])
        #expect(message?.handling == .skip(rule: "group"))
    }

    @Test("that may name the bot waits for Telegram where it has not said yet what the bot is called")
    func unknownName() async throws {
        let telegram = try await FakeTelegram.start()
        let channel = try Samples.channel(on: telegram)
        telegram.script([.error(502, "Bad Gateway")], of: "getMe")
        let fields = FakeTelegram.groupMessage(5, text: "@helper_bot hi", rest: entity("mention", 0, 11))
        let error = await #expect(throws: ChannelError.self) { _ = try await channel.events(fields) }
        let answer = await channel.respond(to: Samples.delivery("{}"), with: .failure(try #require(error)))
        #expect(answer.status == .serviceUnavailable)
        #expect(try await channel.message(fields)?.content == "hi")
        #expect(try await channel.message(FakeTelegram.groupMessage(6, text: "hi"))?.content == "")
        #expect(telegram.requests(of: "getMe").count == 2)
        try await telegram.stop()
    }
}
