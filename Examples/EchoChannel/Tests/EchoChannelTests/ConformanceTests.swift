import ChannelKit
import ChannelTesting
import Foundation
import HTTPTypes
import Testing

@testable import EchoChannel

@Suite("The Echo channel keeps what every channel promises")
struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: EchoSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// The channel as the kit is given it: its platform's words.
struct EchoSpecimen: ChannelSpecimen {
    typealias Subject = EchoChannel

    private let key = "the-key-of-the-webhook"
    private let token = "the-token-of-the-api"

    func makePlatform() async throws -> HTTPPlatform {
        try await HTTPPlatform.start(
            HTTPPlatform.Words(
                reply: { call in
                    guard call.path == "/send", let to = call.json?["to"] as? String,
                        let chat = Int(to.dropFirst("person-".count)), let text = call.json?["text"] as? String
                    else { return nil }
                    return SentReply(chat: chat, text: text, reply: call.json?["key"] as? String)
                },
                answer: { answer, reply in
                    switch answer {
                    case .takes, .takesSilently, .vanishes: .init(body: #"{"id":"\#(reply.platformID)"}"#)
                    case .busy: .init(status: 429, headers: ["Retry-After": "2"])
                    case .refuses: .init(status: 400)
                    case .locksOut: .init(status: 401)
                    }
                }))
    }

    func settings(on platform: HTTPPlatform) -> String {
        """
        webhook_key: \(key)
        api_token: \(token)
        api_url: \(platform.url)
        """
    }

    var secrets: [String] { [key, token] }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        post(body(of: messages), key: key)
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? { post(bytes, key: key) }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        [
            Named("no key", post(body(of: [message]), key: nil)),
            Named("another key", post(body(of: [message]), key: "another")),
        ]
    }

    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        [Named("the bot's own message", post(body(of: [message], isBot: true), key: key))]
    }

    func faultySettings(on platform: HTTPPlatform) -> [Named<String>] {
        [
            Named("path", settings(on: platform) + "\npath: here"),
            Named("api_url", "webhook_key: \(key)\napi_token: \(token)\napi_url: nowhere"),
        ]
    }

    private func body(of messages: [SampleMessage], isBot: Bool = false) -> [UInt8] {
        let list = messages.map { message in
            #"{"id":"m\#(message.number)","from":"person-\#(message.chat)","#
                + #""text":\#(JSONText.quoted(message.text)),"bot":\#(isBot)}"#
        }
        return Array(#"{"messages":[\#(list.joined(separator: ","))]}"#.utf8)
    }

    private func post(_ body: [UInt8], key: String?) -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/chat/echo")
        if let key, let name = HTTPField.Name("X-Echo-Key") { request.headerFields[name] = key }
        return HTTPDelivery(request: request, body: body, requestID: "request")
    }
}
