import LenientJSON
import Testing

@testable import OpenAIModel

@Suite struct JSONWriterTests {
    @Test func `writes what can be read again`() {
        let text = "\"quoted\" \\ \u{1F}\n\r\t é 😀"
        var json = JSONWriter(capacity: 0)
        json.string(text)
        #expect(JSONReader.read(json.bytes) == .string(text))
    }
}
