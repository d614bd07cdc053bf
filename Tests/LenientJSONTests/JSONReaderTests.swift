import LenientJSON
import Testing

@Suite("The reader of JSON") struct JSONReaderTests {
    private func read(_ text: String) -> JSONValue? { JSONReader.read(Array(text.utf8)) }

    @Test func `reads every kind of value`() {
        #expect(
            read(#" {"a":[1,-2.5e3,true,false,null],"b":{"c":"d"}} "#)
                == .object([
                    .init(
                        name: "a", value: .array([.number("1"), .number("-2.5e3"), .bool(true), .bool(false), .null])),
                    .init(name: "b", value: .object([.init(name: "c", value: .string("d"))])),
                ]))
        #expect(read("[]") == .array([]))
        #expect(read("{}") == .object([]))
    }

    @Test func `takes the last of members with one name`() {
        #expect(read(#"{"a":1,"a":2}"#)?["a"]?.integer == 2)
    }

    @Test func `reads every escape`() {
        #expect(read(#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#)?.text == "\"\\/\u{8}\u{C}\n\r\tAé😀")
    }

    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
        (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\u0000""#, "\u{FFFD}"),
        (#""\ud83d\u0000""#, "\u{FFFD}\u{FFFD}"),
    ])
    func `puts a replacement where there is no character`(written: String, read: String) {
        #expect(self.read(written)?.text == read)
    }

    @Test func `repairs what is no UTF-8`() {
        #expect(JSONReader.read([0x22, 0x61, 0xFF, 0x62, 0x22])?.text == "a\u{FFFD}b")
        #expect(JSONReader.read([0x22, 0x5C, 0x6E, 0xC3, 0x22])?.text == "\n\u{FFFD}")
    }

    @Test func `keeps a number as it was written`() {
        #expect(read("12345678901234567890123")?.label(limit: 64) == "12345678901234567890123")
        #expect(read("12345678901234567890123")?.integer == nil)
        #expect(read("1e999") == .number("1e999"))
        #expect(read("1e999")?.integer == nil)
        #expect(read("7.0")?.integer == 7)
        #expect(read("7.5")?.integer == nil)
        #expect(read(#""7""#)?.integer == 7)
    }

    @Test(arguments: [
        "", " ", "{", "[", "\"", "\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "[1,]", "[1 2]", "{1:2}", "tru",
        "nul", "1 1", "--1", "1-2", "{,}", "{}x", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "]", "}", ",", ":",
    ])
    func `finds nothing in what is no JSON`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `steps over what is nested too deeply, and reads on`() {
        func nested(_ depth: Int, _ open: String = "[", _ close: String = "]") -> String {
            String(repeating: open, count: depth) + String(repeating: close, count: depth)
        }
        for depth in [31, 32, 33, 1_000_000] {
            #expect(read("{\"a\":\(nested(depth)),\"b\":1}")?["b"]?.integer == 1)
        }
        #expect(read("{\"a\":\(nested(50, "{\"]\":[\"}\\\"\",0,", ",0]}")),\"b\":1}")?["b"]?.integer == 1)
        #expect(read(String(repeating: "[", count: 1_000_000)) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 100_000)) == nil)
    }

    @Test func `finds nothing where a look-up does not fit`() {
        let value = read(#"{"a":null,"b":"x","c":[1]}"#)
        #expect(value?["a"] == nil)
        #expect(value?["z"] == nil)
        #expect(value?["b"]?["c"] == nil)
        #expect(value?["c"]?.text == nil)
        #expect(value?["b"]?.elements == [])
        #expect(value?["b"]?.label(limit: 1) == "x")
        #expect(value?["b"]?.label(limit: 0) == nil)
        #expect(read(#""""#)?.label(limit: 9) == nil)
        #expect(read(#"{"code":400}"#)?["code"]?.label == "400")
    }
}
