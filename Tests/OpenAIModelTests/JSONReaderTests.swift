import Testing

@testable import OpenAIModel

@Suite struct JSONReaderTests {
    private func read(_ text: String) -> JSONValue? { JSONReader.read(Array(text.utf8)) }

    @Test func `reads every kind of value`() {
        let text = #" {"a":[1,-2.5e1,true,false,null,"x"],"b":{}} "#
        let list: [JSONValue] = [.number(1), .number(-25), .bool(true), .bool(false), .null, .string("x")]
        #expect(
            read(text) == .object([.init(name: "a", value: .array(list)), .init(name: "b", value: .object([]))]))
    }

    @Test func `reads escapes, and pairs of them`() {
        #expect(read(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == .string("\"\\/\u{8}\u{C}\n\r\té😀"))
    }

    @Test func `half a pair becomes a replacement character`() {
        #expect(read(#""\ud83dx""#) == .string("\u{FFFD}x"))
    }

    @Test func `bytes that are no UTF-8 become replacement characters`() {
        #expect(JSONReader.read([0x22, 0x61, 0xFF, 0x22]) == .string("a\u{FFFD}"))
    }

    @Test(arguments: [
        "", "{", "[1,", #"{"a":}"#, #"{"a" 1}"#, "nul", "1 2", #""\x""#, #""\u12"#, #""open"#, "--1", "{,}",
    ])
    func `what is no JSON is nil`(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func `nesting has a limit`() {
        #expect(read(String(repeating: "[", count: 100_000)) == nil)
        #expect(read(String(repeating: "[", count: 60) + String(repeating: "]", count: 60)) != nil)
    }

    @Test func `a member that is null is as good as absent`() {
        #expect(read(#"{"a":null}"#)?["a"] == nil)
    }

    @Test func `a number can be a label, and a label a number`() {
        #expect(read(#"{"code":400}"#)?["code"]?.label == "400")
        #expect(read(#"{"n":"12"}"#)?["n"]?.integer == 12)
        #expect(read(#"{"n":1e999}"#)?["n"]?.integer == nil)
    }

    @Test func `writes what it reads`() {
        let text = "\"quoted\" \\ \u{0}\u{1F}\n\r\t é 😀"
        var json = JSONWriter(capacity: 0)
        json.string(text)
        #expect(JSONReader.read(json.bytes) == .string(text))
    }
}
