import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("What is refused, and how")
struct RefusalTests {
    @Test func `no API key is 400, with the documented words`() async throws {
        for delivery in [HTTPDelivery.open(key: nil), .open(key: ""), .open("{}", key: nil)] {
            let response = try await Bench().send(delivery)
            #expect(response.status == 400)
            #expect(
                String(decoding: response.bytes, as: UTF8.self)
                    == #"{"error":"Missing API key","code":"missing_api_key","request_id":"req-1"}"#)
        }
    }

    @Test(arguments: ["wrong", "test-api-ke", "test-api-keyy", "test-api-keytest-api-key", "TEST-API-KEY", "ü"])
    func `a wrong API key is 401`(key: String) async throws {
        try await expect(.open(key: key), 401, "invalid_api_key")
    }

    @Test func `two API keys are not the right one`() async throws {
        let headers = [("X-API-KEY", Bench.apiKey), ("X-API-KEY", "other")]
        try await expect(.make(.get, "/chat/initial", headers), 401, "invalid_api_key")
    }

    @Test func `no token is 400`() async throws {
        try await expect(.say(#"{"content":"hi"}"#, token: nil), 400, "missing_token")
        try await expect(.say(#"{"content":"hi","token":null}"#, token: nil), 400, "missing_token")
        try await expect(.say(#"{"content":"hi","token":""}"#, token: nil), 400, "missing_token")
        try await expect(.say("", token: nil), 400, "missing_token")
        try await expect(.read(token: nil), 400, "missing_token")
        try await expect(.read(token: ""), 400, "missing_token")
    }

    @Test func `the API key is no token, and the token no API key`() async throws {
        let bench = try Bench()
        try await expect(.say(#"{"content":"hi"}"#, token: Bench.apiKey), 401, "invalid_token")
        try await expect(.open(key: bench.token()), 401, "invalid_api_key")
    }

    @Test func `a 401 for a token names the scheme`() async throws {
        let bench = try Bench()
        for delivery in [HTTPDelivery.say(#"{"content":"hi"}"#, token: "x"), .read(token: "x")] {
            #expect(try await bench.send(delivery).headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test(arguments: [
        "{", "}", "nul", "[]", "[{}]", "\"text\"", "12", "null", "{\"content\":}", "{\"content\":\"hi\"} x",
        "{'content':'hi'}", "{\"content\":\"\\ud800\"}", "{\"content\":\"a\nb\"}", "{\"content\":\"\\x\"}", " ",
        "{\"content\":\"hi\",}", "{content:\"hi\"}", "\u{0}",
    ])
    func `JSON that cannot be read, or is no object, is 400`(body: String) async throws {
        let bench = try Bench()
        try await expect(.say(body, token: bench.token()), 400, "malformed_json")
        try await expect(.say(body, token: nil), 400, "malformed_json")
        try await expect(.open(body), 400, "malformed_json")
    }

    @Test func `bytes that are not UTF-8 are 400`() async throws {
        let bench = try Bench()
        let headers = [("Authorization", "Bearer \(try await bench.token())")]
        for bad: [UInt8] in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] {
            let body = Array(#"{"content":"a"#.utf8) + bad + Array(#"b"}"#.utf8)
            try await expect(.make(.post, "/chat", headers, body: body), 400, "malformed_json")
        }
        let wide = Array(#"{"content":"hi"}"#.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        try await expect(.make(.post, "/chat", headers, body: wide), 400, "malformed_json")
    }

    @Test func `nesting has a limit, and no depth harms`() async throws {
        let bench = try Bench()
        let token = try await bench.token()
        func nested(_ depth: Int) -> String {
            #"{"content":"hi","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(try await bench.send(.say(nested(31), token: token)).status == 200)
        try await expect(.say(nested(32), token: token), 400, "malformed_json")
        try await expect(.say(nested(60_000), token: token), 400, "malformed_json")
        let brackets = #"{"content":"\#(String(repeating: "[{", count: 1_000))"}"#
        #expect(try await bench.send(.say(brackets, token: token)).status == 200)
    }

    @Test(arguments: ["", " ", "\\n\\t\\r ", "\\u00a0\\u2003\\u3000", "\\u2028"])
    func `nothing but white space is empty content`(content: String) async throws {
        let bench = try Bench()
        try await expect(.say(#"{"content":"\#(content)"}"#, token: bench.token()), 400, "empty_content")
        try await expect(.open(#"{"content":"\#(content)"}"#), 400, "empty_content")
    }

    @Test(arguments: ["", "{}", #"{"content":null}"#])
    func `no content at all is empty content, once the token is good`(body: String) async throws {
        let bench = try Bench()
        try await expect(.say(body, token: bench.token()), 400, "empty_content")
        try await expect(.say(body, token: "x"), 401, "invalid_token")
    }

    @Test func `content has a limit in bytes`() async throws {
        let bench = try Bench(settings: ["max_content": "1KB"])
        let token = try await bench.token()
        func body(_ count: Int) -> String { #"{"content":"\#(String(repeating: "é", count: count))"}"# }
        #expect(try await bench.send(.say(body(512), token: token)).status == 200)
        for delivery in [HTTPDelivery.say(body(513), token: token), .open(body(513))] {
            let response = try await bench.send(delivery)
            #expect(response.status == 413)
            #expect(try response.json.code == "content_too_large")
        }
    }

    @Test func `content at the limit may be escaped character by character`() async throws {
        let bench = try Bench()
        let body = #"{"content":"\#(String(repeating: "\\u0061", count: 32 << 10))"}"#
        #expect(try await bench.send(.say(body, token: bench.token())).status == 200)
    }

    @Test func `a body that cannot hold acceptable content is refused before it is read`() async throws {
        let body = String(repeating: "{", count: 26_000_000)
        try await expect(.say(body, token: nil), 413, "content_too_large")
    }

    @Test func `a NUL character is refused`() async throws {
        let bench = try Bench()
        try await expect(.say(#"{"content":"a\u0000b"}"#, token: bench.token()), 400, "invalid_field")
    }

    @Test(arguments: ["42", "true", "[]", "{}", "1.5e300"])
    func `a field of a wrong type is named`(value: String) async throws {
        let bench = try Bench()
        for field in ["name", "email", "phone_number", "external_id", "content"] {
            let response = try await bench.send(.open(#"{"\#(field)":\#(value)}"#))
            #expect(response.status == 400)
            let json = try response.json
            #expect(json.code == "invalid_field")
            #expect(json.error == "Invalid field: \(field) must be a string")
        }
        try await expect(.say(#"{"content":\#(value)}"#, token: bench.token()), 400, "invalid_field")
        try await expect(.say(#"{"content":"hi","token":\#(value)}"#, token: nil), 400, "invalid_field")
        try await expect(.say(#"{"content":\#(value)}"#, token: nil), 400, "missing_token")
    }

    @Test(arguments: ["name", "email", "phone_number", "external_id"])
    func `what describes a person is bounded, and one line`(field: String) async throws {
        func body(_ value: String) -> String { #"{"\#(field)":"\#(value)"}"# }
        #expect(try await Bench().send(.open(body(String(repeating: "x", count: 255)))).status == 200)
        try await expect(.open(body(String(repeating: "x", count: 256))), 400, "invalid_field")
        try await expect(.open(body(String(repeating: "é", count: 128))), 400, "invalid_field")
        try await expect(.open(body("a\\nb")), 400, "invalid_field")
        try await expect(.open(body("\\u0000")), 400, "invalid_field")
    }

    @Test func `an empty external id would make one person of many`() async throws {
        try await expect(.open(#"{"external_id":""}"#), 400, "invalid_field")
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "json",
        "application/json, application/json", "application/", "*/*", "application/json; charset",
    ])
    func `a body of another media type is 415, before all else`(type: String?) async throws {
        for path in ["/chat", "/chat/initial"] {
            var delivery = HTTPDelivery.make(.post, path, body: Array("{".utf8))
            delivery.request.headerFields[.contentType] = type
            try await expect(delivery, 415, "unsupported_media_type")
        }
    }

    @Test(arguments: [
        "application/json", "Application/JSON", "application/json;charset=UTF-8",
        "application/json ; charset=\"utf-8\"",
        "application/json; charset=us-ascii; x=y", "application/json;",
    ])
    func `JSON may say its charset`(type: String) async throws {
        let bench = try Bench()
        let delivery = HTTPDelivery.say(#"{"content":"hi"}"#, token: try await bench.token(), [("Content-Type", type)])
        #expect(try await bench.send(delivery).status == 200)
    }

    @Test func `an error that nobody foresaw says nothing of the inside`() async throws {
        var bench = try Bench()
        bench.runtime = { _ in .success([]) }
        let response = try await bench.send(.open())
        #expect(response.status == 500)
        #expect(try response.json.code == "internal_error")
        #expect(!String(decoding: response.bytes, as: UTF8.self).contains("outcome"))
    }

    private func expect(
        _ delivery: HTTPDelivery, _ status: Int, _ code: String, location: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await Bench().send(delivery)
        #expect(response.status == status, sourceLocation: location)
        #expect(try response.json.code == code, sourceLocation: location)
        #expect(try response.json.request_id == "req-1", sourceLocation: location)
        #expect(response.headers[.contentType] == "application/json", sourceLocation: location)
    }
}
