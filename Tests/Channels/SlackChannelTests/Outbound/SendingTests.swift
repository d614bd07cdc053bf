import ChannelKit
import FakeSlack
import Testing

@testable import SlackChannel

@Suite("A reply", .timeLimit(.minutes(2))) struct SendingTests {
    /// One channel and its platform.
    struct Bench {
        let slack: FakeSlack
        let channel: SlackChannel
        let log = LogRecorder()

        static func run(_ settings: [(String, String)] = [], _ body: (Bench) async throws -> Void) async throws {
            let slack = try await FakeSlack.start()
            let bench = try Bench(slack, settings)
            try await body(bench)
            try await slack.stop()
        }

        private init(_ slack: FakeSlack, _ settings: [(String, String)]) throws {
            self.slack = slack
            channel = try Samples.channel(settings, on: slack, log: log)
        }

        @discardableResult
        func send(_ text: String = "hi", to address: ChatAddress = "T1/D1", attempt: Int = 1) async throws -> Receipt {
            try await channel.reply(
                Reply(id: ReplyID(rawValue: 1), body: .text(text), attempt: attempt), to: ReplyAddress(chat: address))
        }

        func failure(_ behaviour: FakeSlack.Behaviour) async -> ChannelError? {
            slack.script([behaviour])
            do {
                try await send()
                return nil
            } catch {
                return error as? ChannelError
            }
        }
    }

    @Test("goes to its channel and thread, and has Slack's name for it")
    func sent() async throws {
        try await Bench.run { bench in
            let one = try await bench.send("one")
            let two = try await bench.send("two", to: "T1/C1/1600000000.000001")
            #expect(one.platformIDs == ["D1/1800000000.000001"] && two.platformIDs == ["C1/1800000000.000002"])
            let messages = bench.slack.messages
            #expect(messages.map(\.channel) == ["D1", "C1"] && messages.map(\.thread) == [nil, "1600000000.000001"])
            let request = try #require(bench.slack.requests.last)
            #expect(request.headers["content-type"] == "application/json; charset=utf-8")
            #expect(request.body.contains(#""unfurl_links":false,"unfurl_media":false"#))
        }
    }

    @Test("is escaped, with Slack's markup for Markdown or with none")
    func text() async throws {
        let text = #"**a** & <!channel> "q" \ 😀"# + "\u{1}"
        try await Bench.run { bench in
            try await bench.send(text)
            let sent = try #require(bench.slack.messages.first)
            #expect(sent.text == #"*a* &amp; &lt;!channel&gt; "q" \ 😀"# + "\u{1}" && sent.isMarkup)
        }
        try await Bench.run([("markdown", "false")]) { bench in
            try await bench.send(text)
            let sent = try #require(bench.slack.messages.first)
            #expect(sent.text == #"**a** &amp; &lt;!channel&gt; "q" \ 😀"# + "\u{1}" && !sent.isMarkup)
        }
    }

    @Test("that was refused says whether, when and for whom it may be tried again")
    func classes() async throws {
        try await Bench.run { bench in
            let limited = await bench.failure(.tooMany(retryAfter: 7))
            #expect(limited?.retry == .after(.seconds(7)) && limited?.scope == .chat && limited?.kind == .rateLimited)
            for (refusal, words) in SlackRefusal.groups {
                for word in words {
                    let error = await bench.failure(.error(word))
                    #expect(Self.isAsExpected(error, refusal), "\(word): \(String(describing: error))")
                    #expect(error?.detail?.hasSuffix(word) == true)
                }
            }
        }
    }

    private static func isAsExpected(_ error: ChannelError?, _ refusal: SlackRefusal) -> Bool {
        guard let error else { return false }
        return switch refusal {
        case .busy: error.kind == .rateLimited && error.retryAfter != nil && error.scope == .chat
        case .unavailable: error.retryAfter != nil && error.scope == .chat
        case .workspacePaused: error.kind == .unavailable && error.retryAfter != nil && error.scope == .instance
        case .lockedOut: error.kind == .unauthenticated && error.retryAfter != nil && error.scope == .instance
        case .notAllowed: error.kind == .forbidden && error.retryAfter != nil && error.scope == .instance
        case .unreachable, .malformed: error.kind == .invalid && error.retry == .never && error.scope == .chat
        case .unknown: error.retry == .unknown && error.scope == .chat
        }
    }

    @Test("whose fate is not known is said to be so")
    func unknown() async throws {
        try await Bench.run([("send_timeout", "1s")]) { bench in
            for behaviour: FakeSlack.Behaviour in [
                .reset, .acceptThenReset, .hang, .document("<html>", status: 502), .document("", status: 408),
                .document("{", accepts: true), .document(#"{"ok":true}"#, accepts: true),
                .document(#"{"ok":true,"ts":7}"#, accepts: true), .document(#"{"ok":false}"#),
                .error("error_of_next_year"), .error("internal_error", status: 500), .document("[]"),
            ] {
                #expect(await bench.failure(behaviour)?.retry == .unknown)
            }
        }
    }

    @Test("that could not leave, or came to somebody else, waits with all others")
    func elsewhere() async throws {
        let nowhere = try Samples.channel([("api_url", "http://127.0.0.1:1")])
        let error = await #expect(throws: ChannelError.self) {
            _ = try await nowhere.reply(
                Reply(id: ReplyID(rawValue: 1), body: .text("x")), to: ReplyAddress(chat: "T1/D1"))
        }
        #expect(error?.code == "slack_unreachable" && error?.retryAfter != nil && error?.scope == .instance)
        try await Bench.run { bench in
            let redirect = await bench.failure(.document("", status: 302, headers: ["Location": "http://127.0.0.1:1/"]))
            #expect(redirect?.code == "api_url_redirects" && redirect?.scope == .instance)
            let lost = await bench.failure(.document("not here", status: 404))
            #expect(lost?.code == "api_url_wrong" && lost?.scope == .instance && lost?.retryAfter != nil)
        }
    }

    @Test("is for those alone who can be written to")
    func nothing() async throws {
        let channel = try Samples.channel()
        for chat: ChatAddress in ["", "D1", "T1/", "T1/D1/now", "T1/D1/1.2/3", "T1/../x"] {
            let error = await #expect(throws: ChannelError.self) {
                _ = try await channel.reply(
                    Reply(id: ReplyID(rawValue: 1), body: .text("x")), to: ReplyAddress(chat: chat))
            }
            #expect(error?.code == "no_place" && error?.retry == .never)
        }
        let error = await #expect(throws: ChannelError.self) {
            _ = try await channel.reply(
                Reply(id: ReplyID(rawValue: 1), body: .failure(.shuttingDown)), to: ReplyAddress(chat: "T1/D1"))
        }
        #expect(error?.code == "nothing_to_send")
    }

    @Test("leaves no trace of the token in any error or log line, whatever Slack says")
    func secrecy() async throws {
        try await Bench.run([("send_timeout", "1s")]) { bench in
            let token = bench.slack.token
            for behaviour: FakeSlack.Behaviour in [
                .error(token), .error("invalid_auth \(token)"), .document(token, status: 401), .reset, .hang,
                .document("", status: 302, headers: ["Location": "http://127.0.0.1/\(token)"]),
                .document(#"{"ok":false,"error":"x","needed":"\#(token)"}"#),
            ] {
                let error = try #require(await bench.failure(behaviour))
                var dumped = ""
                dump(error, to: &dumped)
                #expect(!dumped.contains("xoxb") && !"\(error)".contains("xoxb"))
            }
            #expect(!bench.log.entries.contains { $0.contains("xoxb") })
        }
    }

    @Test("is split so that what is sent has 4,000 UTF-16 units at most, between characters")
    func parts() throws {
        let channel = try Samples.channel()
        for text in [
            String(repeating: "👩‍👩‍👧", count: 2_000), String(repeating: "&", count: 9_000),
            String(repeating: "a & b <c> ", count: 2_000), String(repeating: "**a** ", count: 3_000),
        ] {
            let parts = channel.parts(of: text)
            #expect(parts.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
            #expect(parts.allSatisfy { !$0.isEmpty && $0.utf16.count <= 4_000 })
            #expect(parts.allSatisfy { channel.written($0).utf16.count <= 4_000 })
        }
        #expect(channel.parts(of: String(repeating: "a", count: 4_000)).count == 1)
        #expect(channel.parts(of: " \n") == ["…"])
    }

    @Test("that is cut within a block of code closes it, and opens it again")
    func fences() throws {
        let lines = (1...600).map { "let line\($0) = a && b < \($0)" }
        let text = "Here:\n```swift\n\(lines.joined(separator: "\n"))\n```\n**done**"
        let parts = try Samples.channel().parts(of: text)
        #expect(parts.count > 3)
        for part in parts {
            #expect(part.split(separator: "\n").count { $0.hasPrefix("```") } % 2 == 0)
            #expect(try Samples.channel().written(part).utf16.count <= 4_000)
        }
        #expect(
            parts.dropFirst().allSatisfy { $0.hasPrefix("```\n") } && parts.last?.hasSuffix("```\n**done**") == true)
        let code = parts.joined(separator: "\n").split(separator: "\n").filter { $0.hasPrefix("let ") }
        #expect(code.map(String.init) == lines)
        let plain = try Samples.channel([("markdown", "false")]).parts(of: text)
        #expect(plain.joined(separator: "\n") == text)
    }
}
