import ChannelKit
import Testing

@testable import StdioChannel

@Suite("A conversation through pipes", .timeLimit(.minutes(2))) struct ConversationTests {
    private let text = StdioChannel.Settings(format: .text, user: "ann")

    @Test func `a JSON line in, a JSON line out`() async throws {
        let written = try await Console.conversation(#"{"text":"hi","id":"a"}"#.utf8)
        #expect(
            written == [
                #"{"type":"reply","id":"1","in_reply_to":"a","user":"ann","conversation_id":"7","line":1,"#
                    + #""text":"You said: hi"}"#
            ])
    }

    @Test func `a line of text in, the reply out, and blank lines are passed over`() async throws {
        let written = try await Console.conversation("\u{FEFF}hi\r\n\n  \nyou".utf8, settings: text)
        #expect(written == ["You said: hi", "You said: you"])
    }

    @Test func `no input, no output`() async throws {
        #expect(try await Console.conversation("".utf8) == [])
    }

    @Test func `every faulty line is answered with its number, and the next one is read`() async throws {
        let settings = StdioChannel.Settings(user: "ann", maxLine: 1_024)
        let long = #"{"id":"l","text":""# + String(repeating: "x", count: 5_000) + "\"}"
        var input = Array("\n{\n{\"id\":7,\"text\":\"\"}\n\(long)\n".utf8)
        input += [0xFF, UInt8(ascii: "\n")] + Array(#"{"text":"hi"}"#.utf8)
        let written = try await Console.conversation(input, settings: settings)
        let heads = written.map {
            $0.prefix { $0 != "," } + "," + $0.split(separator: ",").dropFirst().prefix(3).joined(separator: ",")
        }
        #expect(
            heads.dropLast() == [
                #"{"type":"error","in_reply_to":null,"line":1,"code":"empty_line""#,
                #"{"type":"error","in_reply_to":null,"line":2,"code":"malformed_json""#,
                #"{"type":"error","in_reply_to":"7","line":3,"code":"empty_content""#,
                #"{"type":"error","in_reply_to":null,"line":4,"code":"line_too_long""#,
                #"{"type":"error","in_reply_to":null,"line":5,"code":"invalid_utf8""#,
            ])
        #expect(written.last?.hasPrefix(#"{"type":"reply""#) == true)
        #expect(written.last?.contains(#""line":6"#) == true)
    }

    @Test func `a faulty line of text is answered with a line`() async throws {
        let input = Array("a\u{0}b\n".utf8) + [0xC0, UInt8(ascii: "\n")]
        #expect(
            try await Console.conversation(input, settings: text) == [
                "error: The value of text must not contain the character U+0000.",
                "error: The line is not valid UTF-8.",
            ])
    }

    @Test func `a message that is refused is answered at once`() async throws {
        let written = try await Console.conversation(
            #"{"text":"hi","id":"a"}"#.utf8,
            admit: { _ throws(ChannelError) in
                .refused(ChannelError("different_content", kind: .conflict, message: "Not the same."))
            })
        #expect(
            written == [
                #"{"type":"error","in_reply_to":"a","line":1,"code":"different_content","error":"Not the same."}"#
            ])
    }

    @Test func `a message that cannot be recorded is answered with the error, and reading goes on`() async throws {
        let written = try await Console.conversation(
            "{\"text\":\"one\",\"id\":\"a\"}\n{\"text\":\"two\"}\n".utf8,
            admit: { message throws(ChannelError) in
                if message.content == "one" {
                    throw ChannelError("store_unavailable", kind: .unavailable, message: "Later.")
                }
                return .noted
            })
        #expect(written.count == 2)
        #expect(
            written.first
                == #"{"type":"error","in_reply_to":"a","line":1,"code":"store_unavailable","error":"Later."}"#)
        #expect(written.last?.contains("You said: two") == true)
    }

    @Test func `replies of one user come in the order of the lines`() async throws {
        let input = (0..<2_000).map { #"{"text":"m","id":\#($0),"user":"\#($0 % 3)"}"# }.joined(separator: "\n")
        let written = try await Console.conversation(input.utf8)
        #expect(written.count == 2_000)
        for user in 0..<3 {
            let ids = written.filter { $0.contains(#""user":"\#(user)""#) }.compactMap { line in
                line.split(separator: #""in_reply_to":""#).last.flatMap { Int($0.prefix { $0 != "\"" }) }
            }
            #expect(ids == (0..<2_000).filter { $0 % 3 == user })
        }
    }

    @Test func `a user whose reply takes long holds no other up`() async throws {
        let bobIsAnswered = Latch()
        let written = try await Console.conversation(
            "{\"text\":\"slow\",\"user\":\"ann\"}\n{\"text\":\"fast\",\"user\":\"bob\"}\n".utf8,
            answer: { message in
                if message.address == "ann" { await bobIsAnswered.wait() } else { bobIsAnswered.release() }
                return .text(message.content)
            })
        #expect(written.count == 2)
    }

    @Test func `a line becomes a message of its user, who listens`() async throws {
        let console = try Console()
        let line = StdioChannel.Line(
            number: 4,
            content: .text(#"{"text":"hi","id":"a","user":"bob","name":"Bob","conversation":"work"}"#))
        let principal = try await console.channel.authenticate(line)
        let events = try await console.channel.receive(line, from: principal)
        let context = LineReference(run: console.channel.run, line: 4, id: "a").encoded
        #expect(
            events == [
                .message(
                    InboundMessage(
                        id: "a", sender: .identity(Identity(id: "bob")), profile: Profile(name: "Bob"), address: "bob",
                        conversation: .named("work"), content: "hi", caller: .listens, replyContext: context))
            ])
    }

    @Test func `a line that names nobody is the Unix user's, with an id of its own`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text))
        let line = StdioChannel.Line(number: 1, content: .text(#"{"text":"verbatim"} "#))
        let principal = try await console.channel.authenticate(line)
        #expect(principal.authority == .operatingSystem)
        #expect(!principal.subject.isEmpty)
        var ids: Set<String> = []
        for _ in 0..<2 {
            guard case .message(let message) = try await console.channel.receive(line, from: principal).first else {
                Issue.record("no message")
                return
            }
            #expect(message.content == #"{"text":"verbatim"} "#)
            #expect(message.sender == .identity(Identity(id: principal.subject)))
            #expect(message.conversation == .current)
            ids.insert(message.id)
        }
        #expect(ids.count == 2)
    }

    @Test func `pieces are wanted in the text format only, where the settings ask for them`() async throws {
        func wants(_ format: StdioChannel.Settings.Format, _ stream: Bool) throws -> Bool {
            try Console(StdioChannel.Settings(format: format, stream: stream)).channel.streamsReplies
        }
        #expect(try wants(.text, true))
        #expect(try !wants(.text, false))
        #expect(try !wants(.jsonl, true))
    }

    @Test func `a piece is written before the reply is whole`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text, user: "ann", stream: true))
        let address = ReplyAddress(chat: "ann", context: "x")
        await console.channel.stream("one\nt", to: address)
        #expect(try await console.output.readEnd.line() == "one")
        _ = try await console.channel.reply(Reply(id: ReplyID(1), body: .text("one\ntwo")), to: address)
        #expect(try await console.output.readEnd.line() == "two")
    }
}
