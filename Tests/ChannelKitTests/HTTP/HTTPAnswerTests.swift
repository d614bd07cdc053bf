import ChannelKit
import Foundation
import HTTPTypes
import SeededRandom
import Testing

@Suite("An answer that is an error")
struct HTTPAnswerTests {
    private func object(_ answer: HTTPAnswer) throws -> [String: Any] {
        guard case .bytes(let bytes) = answer.body else { return [:] }
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test("has the error, its code and the request's id as JSON", arguments: ChannelError.Kind.allCases)
    func body(kind: ChannelError.Kind) throws {
        let error = ChannelError("some_code", kind: kind, message: "It \"failed\"\n\u{1}", detail: "internal")
        let answer = HTTPAnswer.failure(error, requestID: "r-1")
        let body = try object(answer)
        #expect(Set(body.keys) == ["error", "code", "request_id"])
        #expect(body["error"] as? String == "It \"failed\"\n\u{1}")
        #expect(body["code"] as? String == "some_code")
        #expect(body["request_id"] as? String == "r-1")
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.retryAfter] == nil)
        #expect((400..<600).contains(answer.status.code))
    }

    @Test(
        "has the status that is documented for its kind",
        arguments: [
            (ChannelError.Kind.invalid, 400), (.unauthenticated, 401), (.forbidden, 403), (.notFound, 404),
            (.methodNotAllowed, 405), (.tooLarge, 413), (.unsupportedMediaType, 415), (.conflict, 422),
            (.rateLimited, 429),
            (.internalFault, 500), (.upstreamFailed, 502), (.unavailable, 503), (.upstreamTimeout, 504),
        ])
    func status(kind: ChannelError.Kind, code: Int) { #expect(kind.httpStatus.code == code) }

    @Test("says whether the message was recorded, where it is a turn's", arguments: [true, false])
    func recorded(recorded: Bool) throws {
        let body = try object(.failure(.shuttingDown, requestID: "", recorded: recorded))
        #expect(body["recorded"] as? Bool == recorded)
    }

    @Test(
        "says when to come back in whole seconds, rounded up, at least one",
        arguments: [
            (0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (59_999, "60"), (-5_000, "1"),
        ])
    func retryAfter(milliseconds: Int, seconds: String) {
        let error = ChannelError.overloaded(retryAfter: .milliseconds(milliseconds))
        #expect(HTTPAnswer.failure(error, requestID: "").headers[.retryAfter] == seconds)
    }

    @Test("never tells the detail")
    func detail() throws {
        let body = try object(.failure(.internalFault("hunter2"), requestID: "r"))
        #expect(!"\(body)".contains("hunter2"))
    }
}

@Suite("Text as JSON")
struct JSONTextTests {
    @Test("is what a JSON parser reads back, 100,000 times")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 8)
        var texts: [String] = []
        for _ in 0..<100_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let limit: UInt32 = Bool.random(using: &generator) ? 0x80 : 0x10FFFF
                scalars.append(Unicode.Scalar(UInt32.random(in: 0...limit, using: &generator)) ?? "\\")
            }
            texts.append(String(scalars))
        }
        let json = "[" + texts.map(JSONText.quoted).joined(separator: ",") + "]"
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String])
        #expect(read.count == texts.count)
        #expect(zip(read, texts).allSatisfy { Array($0.utf8) == Array($1.utf8) })
    }

    @Test(
        "escapes what must be and nothing else",
        arguments: [
            ("a/b é", "\"a/b é\""), ("\"\\", "\"\\\"\\\\\""), ("\n\r\t", "\"\\n\\r\\t\""),
            ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
            ("", "\"\""),
        ])
    func escapes(text: String, json: String) { #expect(JSONText.quoted(text) == json) }
}
