import ChannelKit
import Testing

@testable import StdioChannel

@Suite("Reading a JSON line") struct JSONLineParserTests {
    private func fault(_ line: String) -> ChannelError? {
        do throws(ChannelError) {
            _ = try JSONLineParser.request(in: line)
            return nil
        } catch {
            return error
        }
    }

    @Test func `text alone is enough`() throws {
        #expect(try JSONLineParser.request(in: #"{"text":"hi"}"#) == LineRequest(text: "hi"))
    }

    @Test func `every known key is read and unknown ones are left alone`() throws {
        let line = #"{"extra":[{}],"conversation":"work","name":"Bob","user":"bob","id":"a1","text":" hi \n"}"#
        let expected = try LineRequest(text: " hi \n", id: "a1", user: "bob", name: "Bob", conversation: "work")
        #expect(try JSONLineParser.request(in: line) == expected)
    }

    @Test func `null is the same as a key left out`() throws {
        let line = #"{"text":"hi","id":null,"user":null,"name":null,"conversation":null}"#
        #expect(try JSONLineParser.request(in: line) == LineRequest(text: "hi"))
        #expect(fault(#"{"text":null}"#)?.code == "missing_text")
    }

    @Test func `a whole number is taken as an id for its digits`() throws {
        #expect(try JSONLineParser.request(in: #"{"text":"hi","id":42}"#).id == "42")
    }

    @Test(arguments: [
        (#"{"text":1}"#, "text"), (#"{"text":"a","id":1.5}"#, "id"), (#"{"text":"a","id":true}"#, "id"),
        (#"{"text":"a","id":99999999999999999999}"#, "id"), (#"{"text":"a","user":[]}"#, "user"),
        (#"{"text":"a","name":{}}"#, "name"), (#"{"text":"a","conversation":3}"#, "conversation"),
        (#"{"text":"a","user":""}"#, "user"), (#"{"text":"a","id":"\u0000"}"#, "id"), (#"{"text":"a\u0000"}"#, "text"),
    ])
    func `a value of the wrong kind is refused with the name of its key`(line: String, key: String) {
        #expect(fault(line)?.code == "invalid_field")
        #expect(fault(line)?.message.hasPrefix("The value of \(key) must") == true)
    }

    @Test(arguments: ["id", "user", "name", "conversation"])
    func `a short field holds 255 bytes and no more`(key: String) {
        let most = String(repeating: "é", count: 127) + "x"
        #expect(fault(#"{"text":"a","\#(key)":"\#(most)"}"#) == nil)
        #expect(fault(#"{"text":"a","\#(key)":"\#(most)x"}"#)?.code == "invalid_field")
    }

    @Test(arguments: [
        ("", "empty_line"), (" \t ", "empty_line"), ("hi", "malformed_json"), (#"{"text":"hi""#, "malformed_json"),
        (#"{"text":"hi"} {}"#, "malformed_json"), (#"["text"]"#, "not_an_object"), (#""text""#, "not_an_object"),
        ("7", "not_an_object"), ("null", "not_an_object"), ("{}", "missing_text"), (#"{"text":""}"#, "empty_content"),
        (#"{"text":" \n\t"}"#, "empty_content"), ("{\"text\":\"a\u{0}\"}", "malformed_json"),
    ])
    func `a line that is no message is refused with the reason`(line: String, code: String) {
        #expect(fault(line)?.code.rawValue == code)
    }

    @Test func `sixteen levels are read and seventeen are not`() {
        func nested(_ levels: Int) -> String {
            #"{"text":"]}]}","x":"# + String(repeating: "[", count: levels - 1)
                + String(repeating: "]", count: levels - 1) + "}"
        }
        #expect(fault(nested(16)) == nil)
        #expect(fault(nested(17))?.code == "too_deep")
        #expect(fault(String(repeating: "[", count: 60_000))?.code == "too_deep")
        #expect(fault(#"{"text":"[[[[[[[[[[[[[[[[[[[[\"[[[["}"#) == nil)
    }

    @Test func `a faulty line is still told by its id`() {
        func id(_ text: String) -> String? {
            JSONLineParser.quotableID(in: StdioChannel.Line(number: 1, content: .text(text)))
        }
        #expect(id(#"{"id":"a","text":""}"#) == "a")
        #expect(id(#"{"id":5,"text":7}"#) == "5")
        #expect(id(#"{"id":["a"],"text":"x"}"#) == nil)
        #expect(id("{") == nil)
    }
}
