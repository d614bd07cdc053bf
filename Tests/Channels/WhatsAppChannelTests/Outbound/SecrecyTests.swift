import ChannelKit
import FakeGraph
import Testing

@testable import WhatsAppChannel

@Suite("What an error or a log line says", .timeLimit(.minutes(2))) struct SecrecyTests {
    private static let text = "My PIN is kestrel-4711, tell nobody"
    private static let secrets = [SendingBench.token, "6505551234", "13491208655302741918", "kestrel", "PIN is"]

    /// Fails for any secret in any form an error can be printed in.
    private func check(_ error: ChannelError?, _ source: SourceLocation = #_sourceLocation) throws {
        let error = try #require(error, sourceLocation: source)
        var dumped = ""
        dump(error, to: &dumped)
        for secret in Self.secrets {
            #expect(!dumped.contains(secret) && !"\(error)".contains(secret), "\(error)", sourceLocation: source)
        }
    }

    @Test("holds no token, no number, no id and no text, though WhatsApp's answer quotes them all")
    func answers() async throws {
        let titles = [
            "Malformed access token \(SendingBench.token)", "Cannot send to +1 650 555 1234",
            "No such user: 16505551234",
            "Recipient US.13491208655302741918 is gone", "Refused: \(Self.text)", "a\n\"b\" \(SendingBench.token)\u{0}",
        ]
        try await SendingBench.run { bench in
            for address: ChatAddress in ["+16505551234", "US.13491208655302741918"] {
                for code in [190, 131056, 131047, 131000, 100, 4, 7_777] {
                    for title in titles {
                        bench.graph.script([.error(code: code, title: title, details: title)])
                        try check(await bench.failure(to: address, text: Self.text))
                    }
                }
            }
            #expect(bench.log.all.isEmpty)
        }
    }

    @Test("holds none of them where no answer comes")
    func transport() async throws {
        try await SendingBench.run([("send_timeout", "1s")]) { bench in
            bench.graph.script([
                .reset, .document("{"), .redirect(to: "http://127.0.0.1:1/\(SendingBench.token)"), .hang,
            ])
            for _ in 0..<4 { try check(await bench.failure(text: Self.text)) }
        }
        try await SendingBench.run([("graph_url", "http://127.0.0.1:1")]) { bench in
            try check(await bench.failure(text: Self.text))
        }
        // A line break in the token makes it an impossible header, which the client's own error would quote.
        try await SendingBench.run([("access_token", SendingBench.token + "\nx")]) { bench in
            try check(await bench.failure(text: Self.text))
            #expect(bench.graph.requestCount == 0)
        }
    }

    @Test("holds no token that is short enough to pass for a word")
    func shortToken() throws {
        let graph = try GraphAPI(graphURL: "http://127.0.0.1", phoneNumberID: "1", token: Secret("sesame"))
        #expect(graph.harmless("Malformed access token:sesame.", text: Self.text) == nil)
        #expect(graph.harmless("Malformed access token", text: Self.text) == "Malformed access token")
        #expect(graph.harmless(nil, text: "") == nil)
    }

    @Test("keeps of WhatsApp's words what is harmless, on one short line")
    func titles() {
        #expect(PlainTitle("(#131047) Re-engagement message")?.text == "(#…) Re-engagement message")
        #expect(PlainTitle("More than 24 hours have passed")?.text == "More than 24 hours have passed")
        #expect(PlainTitle("call +1 650 555-1234 now")?.text == "call +1 … …-… now")
        #expect(PlainTitle("token EAAGm0PX4ZCpsBAfake0000000000")?.text == "token …")
        #expect(PlainTitle(" \n\u{0}")?.text == nil)
        #expect(PlainTitle(String(repeating: "word ", count: 100))?.text.count == 120)
        let error = GraphErrorTable.channelError(
            code: 131030, title: "Recipient phone number not in allowed list", isStatus: true, hasFallback: false,
            attempt: 1)
        #expect(error.detail == #"code 131030, "Recipient phone number not in allowed list""#)
    }

    @Test("of a read mark that failed is one line at debug, without the token or the number")
    func marks() async throws {
        try await SendingBench.run { bench in
            bench.graph.scriptMarks([
                .error(code: 190, title: "Malformed access token \(SendingBench.token)"), .reset,
            ])
            await bench.channel.indicateWork(on: "wamid.1", at: ReplyAddress(chat: SendingBench.person))
            await bench.channel.indicateWork(on: "wamid.1", at: ReplyAddress(chat: SendingBench.person))
            #expect(bench.log.all.count == 2)
            for line in bench.log.all {
                #expect(line.hasPrefix("debug "))
                for secret in Self.secrets { #expect(!line.contains(secret)) }
            }
        }
    }
}
