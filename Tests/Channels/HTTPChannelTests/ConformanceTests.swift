import ChannelKit
import ChannelTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import HTTPChannel

@Suite("The REST channel keeps what every channel promises")
struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: RESTSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// An app with a key, whose users collect their answers.
struct RESTSpecimen: ChannelSpecimen {
    typealias Subject = HTTPChannel

    /// Sends nothing to anyone, and keeps the users' tokens.
    final class App: ScriptedPlatform {
        private let tokens = Mutex<[Int: String]>([:])

        func script(_ answers: [PlatformAnswer]) {}
        var taken: [SentReply] { [] }
        func stop() async {}

        func token(of chat: Int) -> String? { tokens.withLock { $0[chat] } }
        func keep(_ token: String, of chat: Int) { tokens.withLock { $0[chat] = token } }
    }

    private let key = "the-key-of-the-app"
    private let jwtKey = "the-key-that-signs-the-tokens-of-users"

    func makePlatform() async throws -> App { App() }
    func settings(on platform: App) -> String { "api_key: \(key)\njwt_key: \(jwtKey)" }
    var secrets: [String] { [key, jwtKey] }
    var caller: Caller { .collects }

    func collectedReply(in answer: HTTPAnswer) -> String? {
        guard case .bytes(let bytes) = answer.body else { return nil }
        return (try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])?["text"] as? String
    }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        guard messages.count == 1, let message = messages.first else { return nil }
        return post(body(of: message), token: try await token(of: message.chat, on: stage))
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        post(bytes, token: try await token(of: 0, on: stage))
    }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let token = try await token(of: message.chat, on: stage)
        return [
            Named("no token", post(body(of: message), token: nil)),
            Named("no token of ours", post(body(of: message), token: "abc.def.ghi")),
            Named("a token that was changed", post(body(of: message), token: String(token.dropLast(4)) + "AAAA")),
        ]
    }

    func faultySettings(on platform: App) -> [Named<String>] {
        [
            Named("jwt_key", "api_key: \(key)\njwt_key: short"),
            Named("path", settings(on: platform) + "\npath: /chat/"),
            Named("token_lifetime", settings(on: platform) + "\ntoken_lifetime: soon"),
        ]
    }

    var absences: [Absence: String] { [.batches: "a request asks one question"] }

    private func body(of message: SampleMessage) -> [UInt8] {
        Array(#"{"id":"m\#(message.number)","content":\#(JSONText.quoted(message.text))}"#.utf8)
    }

    private func post(_ body: [UInt8], token: String?) -> HTTPDelivery {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let token { headers[.authorization] = "Bearer \(token)" }
        return request(.post, "/chat", headers, body)
    }

    /// Asked for once; it stays valid over restarts.
    private func token(of chat: Int, on stage: Stage<Self>) async throws -> String {
        if let token = stage.platform.token(of: chat) { return token }
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("X-API-KEY") { headers[name] = key }
        let answer = try #require(await stage.answer(to: request(.get, "/chat/initial", headers)))
        guard case .bytes(let bytes) = answer.body else { throw CocoaError(.fileReadUnknown) }
        let json = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        let token = try #require(json?["token"] as? String)
        stage.platform.keep(token, of: chat)
        return token
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: [UInt8] = []
    ) -> HTTPDelivery {
        HTTPDelivery(
            request: HTTPRequest(
                method: method, scheme: "https", authority: "bot.test", path: path, headerFields: headers),
            body: body, requestID: "request")
    }
}
