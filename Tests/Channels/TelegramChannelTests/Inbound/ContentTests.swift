import ChannelKit
import FakeTelegram
import Foundation
import Testing

@testable import TelegramChannel

@Suite("An update", .timeLimit(.minutes(5))) struct ContentTests {
    private func from(_ rest: String, chat: Int = 7) -> String {
        #""message":{"message_id":3,"from":{"id":\#(chat),"is_bot":false,"first_name":"Ann","last_name":"Lee"},"#
            + #""chat":{"id":\#(chat),"type":"private"},"date":1790000000\#(rest)}"#
    }

    @Test("with a text is a message of that person, in that chat, from that time")
    func text() async throws {
        let message = try #require(try await Samples.channel().message(from(#","text":"Hello""#)))
        #expect(message.id == "7/3")
        #expect(message.sender == .identity(Identity(id: "7")))
        #expect(message.profile.name == "Ann Lee")
        #expect(message.address == "7" && message.lane == .address)
        #expect(message.content == "Hello" && message.handling == .answer && message.caller == .absent)
        #expect(message.sentAt == Date(timeIntervalSince1970: 1_790_000_000))
    }

    @Test("with a caption, or a place with a name, is that text")
    func captions() async throws {
        let channel = try Samples.channel()
        let photo = try await channel.message(from(#","photo":[{"file_id":"x"}],"caption":"What is this?""#))
        #expect(photo?.content == "What is this?" && photo?.handling == .answer)
        let venue = try await channel.message(
            from(#","location":{"latitude":1,"longitude":2},"venue":{"title":"Café","address":"Main St 1"}"#))
        #expect(venue?.content == "Café\nMain St 1")
    }

    @Test(
        "with a picture, a voice or a sticker and no words gets one polite text, or none where that is switched off",
        arguments: ["photo", "voice", "video", "video_note", "audio", "animation", "document", "sticker"])
    func unreadable(_ kind: String) async throws {
        let fields = from(#","\#(kind)":{"file_id":"x"}"#)
        let polite = try await Samples.channel().message(fields)
        #expect(polite?.handling == .say("Sorry, I can only read text. Please write to me in words."))
        let silent = try await Samples.channel(Samples.webhook + [("unreadable_text", "")]).message(fields)
        #expect(silent?.handling == .skip(rule: "unreadable"))
    }

    @Test(
        "with nothing for the model is recorded under the rule that says why",
        arguments: [
            (#","contact":{"phone_number":"1"}"#, "contact_cards"), (#","location":{"latitude":1}"#, "nothing_to_read"),
            (#","text":"  \n""#, "nothing_to_read"), (#","dice":{"value":3}"#, "unsupported"),
            (#","poll":{"question":"?"}"#, "unsupported"), (#","of_next_year":{}"#, "unsupported"),
        ])
    func nothing(_ rest: String, _ rule: String) async throws {
        let message = try await Samples.channel().message(from(rest))
        #expect(message?.handling == .skip(rule: rule) && message?.content == "")
    }

    @Test(
        "of another kind, of a bot, or of Telegram's own is left",
        arguments: [
            #""edited_message":{"message_id":3,"text":"x","from":{"id":7},"chat":{"id":7,"type":"private"}}"#,
            #""channel_post":{"message_id":3,"text":"x","chat":{"id":-1,"type":"channel"}}"#,
            #""callback_query":{"id":"1","from":{"id":7},"data":"x"}"#,
            #""my_chat_member":{"chat":{"id":7},"from":{"id":7}}"#, #""of_next_year":{"text":"x"}"#,
            #""message":{"message_id":3,"text":"x","from":{"id":8,"is_bot":true},"chat":{"id":7,"type":"private"}}"#,
            #""message":{"message_id":3,"text":"x","chat":{"id":-1,"type":"channel"}}"#,
            #""message":{"message_id":3,"text":"x","from":{"id":777000,"is_bot":false},"is_automatic_forward":true,"chat":{"id":-1,"type":"supergroup"}}"#,
            #""message":{"message_id":3,"new_chat_members":[],"from":{"id":7},"chat":{"id":-1,"type":"group"}}"#,
            #""message":{"message_id":3,"forum_topic_created":{},"from":{"id":7},"chat":{"id":-1,"type":"supergroup"}}"#,
            #""message":{"message_id":3,"migrate_to_chat_id":-2,"from":{"id":7},"chat":{"id":-1,"type":"group"}}"#,
            #""message":{"text":"x","from":{"id":7},"chat":{"id":7,"type":"private"}}"#,
            #""message":{"message_id":3,"text":"x","from":{"id":7}}"#, #""message":null"#, #""message":[]"#,
        ])
    func others(_ fields: String) async throws {
        #expect(try await Samples.channel().events(fields).isEmpty)
    }

    @Test("is the same message, whether it was posted or fetched, and whatever its number")
    func identity() async throws {
        let channel = try Samples.channel()
        let (first, second) = (
            FakeTelegram.update(1, from(#","text":"x""#)), FakeTelegram.update(2, from(#","text":"x""#))
        )
        let events = try await channel.receive(Samples.delivery(first), from: .platform)
        #expect(try await channel.receive(Samples.delivery(second), from: .platform) == events)
    }

    @Test("with a command is its word alone, whichever bot it names and whatever Telegram's link adds")
    func commands() async throws {
        let channel = try Samples.channel()
        for (text, expected) in [
            ("/start", "/start"), ("/start ref-42", "/start"), ("/start@helper_bot", "/start"),
            ("/reset@helper_bot", "/reset"), ("/weather@helper_bot Rome now", "/weather Rome now"),
            ("a /start", "a /start"),
        ] {
            #expect(try await channel.message(from(#","text":"\#(text)""#))?.content == expected)
        }
    }

    @Test("in a topic is of a place of its own")
    func topics() async throws {
        let rest = #","text":"x","message_thread_id":9"#
        let channel = try Samples.channel()
        #expect(try await channel.message(from(rest + #","is_topic_message":true"#))?.address == "7/9")
        #expect(try await channel.message(from(rest))?.address == "7")
    }

    @Test("with a text beyond all limits is cut between characters")
    func limits() async throws {
        let text = String(repeating: "👩‍👩‍👧", count: 5_000)
        let message = try await Samples.channel().message(from(#","text":"\#(text)""#))
        let content = try #require(message?.content)
        #expect(content.utf8.count <= UpdateReader.textLimit && text.hasPrefix(content))
        #expect(content.allSatisfy { $0 == "👩‍👩‍👧" })
    }
}
