import ChannelKit
import Testing

@testable import StdioChannel

@Suite("A JSON line that goes out") struct JSONLinesTests {
    private let reply = Reply(
        id: ReplyID(9), body: .text("a \"b\"\n"), inReplyTo: "made-up", conversation: ConversationID(7))

    private func written(_ reply: Reply, _ context: String?, run: String = "r") -> String {
        String(
            decoding: JSONLines.reply(reply, to: ReplyAddress(chat: "ann", context: context), run: run), as: UTF8.self)
    }

    @Test func `is one object on one line`() {
        let context = LineReference(run: "r", line: 3, id: "x\"y").encoded
        #expect(
            written(reply, context)
                == #"{"type":"reply","id":"9","in_reply_to":"x\"y","user":"ann","conversation_id":"7","line":3,"#
                + #""text":"a \"b\"\n"}"# + "\n")
    }

    @Test func `quotes no id where the line had none`() {
        #expect(written(reply, LineReference(run: "r", line: 3, id: nil).encoded).contains(#""in_reply_to":null,"#))
    }

    @Test func `has no line number when an earlier process read the line`() {
        let line = written(reply, LineReference(run: "earlier", line: 3, id: "x").encoded)
        #expect(line.contains(#""in_reply_to":"x""#))
        #expect(line.contains(#""line":null"#))
    }

    @Test(arguments: [nil, "", "nonsense", "{}", "[1]"])
    func `is whole without a context that can be read`(context: String?) {
        #expect(
            written(reply, context)
                == #"{"type":"reply","id":"9","in_reply_to":"made-up","user":"ann","conversation_id":"7","line":null,"#
                + #""text":"a \"b\"\n"}"# + "\n")
    }

    @Test func `says what went wrong with a turn`() {
        var failed = reply
        failed.body = .failure(ChannelError("model_timeout", kind: .upstreamTimeout, message: "Too slow."))
        #expect(
            written(failed, LineReference(run: "r", line: 3, id: nil).encoded)
                == #"{"type":"error","in_reply_to":null,"user":"ann","line":3,"code":"model_timeout","error":"Too slow."}"#
                + "\n")
    }

    @Test func `a reference comes back as it was kept`() {
        let reference = LineReference(run: "r", line: 12, id: "\u{1}\"\\ü" + String(repeating: "\u{2}", count: 200))
        #expect(LineReference(encoded: reference.encoded) == reference)
        #expect(reference.encoded.utf8.count < 4_096)
    }
}
