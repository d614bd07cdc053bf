import ChannelKit
import Foundation
import PlatformClient
import SeededRandom
import Testing

@Suite("A stranger's text in an address") struct SegmentTests {
    @Test(arguments: [
        ("room-1_A.b~", "room-1_A.b~"), ("loft/7", "loft%2F7"), ("a../admin", "a..%2Fadmin"), ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"), ("%2F", "%252F"), ("two words", "two%20words"), ("é", "%C3%A9"), ("a\r\nb", "a%0D%0Ab"),
        ("\0", "%00"), ("a\\b", "a%5Cb"), ("user@host:1", "user%40host%3A1"), ("...", "..."),
    ]) func `is one segment of it`(text: String, segment: String) throws {
        #expect(try PlatformRequest.segment(text) == segment)
    }

    @Test(arguments: ["", ".", "..", "../users/5", "room/../5", "room\\..", "./room"])
    func `is refused for good where it can be none`(text: String) {
        let error = #expect(throws: ChannelError.self) { try PlatformRequest.segment(text) }
        #expect(error?.retry == .never && error?.scope == .chat && error?.kind == .invalid)
    }

    @Test func `says the same again when it is decoded, and never becomes two`() throws {
        var generator = SeededGenerator(seed: 7)
        let marks = "/?#%\\.:@;&=+ \r\n\t\"'<>[]{}|^`\0a"
        let awkward: [String] = marks.unicodeScalars.map { String($0) } + ["é", "👩‍👩‍👧"]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in generator.pick(awkward) }.joined()
            let steps = text.split { $0 == "/" || $0 == "\\" }
            guard !steps.contains("."), !steps.contains("..") else { continue }
            let segment = try PlatformRequest.segment(text)
            #expect(segment.removingPercentEncoding == text)
            let url = try #require(URL(string: "https://api.test/rooms/\(segment)/messages"))
            #expect(url.path(percentEncoded: true) == "/rooms/\(segment)/messages")
            #expect(url.query() == nil && url.fragment() == nil && url.host() == "api.test")
        }
    }
}
