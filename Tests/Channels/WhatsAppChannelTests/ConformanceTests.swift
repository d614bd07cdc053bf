import ChannelKit
import ChannelTesting
import FakeGraph
import Foundation
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("The WhatsApp channel keeps what every channel promises")
struct ConformanceTests {
    @Test("A promise of every channel", arguments: ChannelPromise.all(of: WhatsAppSpecimen()))
    func promise(_ promise: ChannelPromise) async throws { try await promise.run() }
}

/// A number at a Graph API that does as it is told.
struct WhatsAppSpecimen: ChannelSpecimen {
    typealias Subject = WhatsAppChannel

    struct Platform: ScriptedPlatform {
        let graph: FakeGraph

        func script(_ answers: [PlatformAnswer]) {
            graph.script(
                answers.map { answer in
                    switch answer {
                    case .takes: .accept
                    case .busy: .error(code: 131_056)
                    case .refuses: .error(code: 131_026)
                    case .locksOut: .error(code: 190)
                    case .takesSilently: .acceptThenReset
                    case .vanishes: .reset
                    }
                })
        }

        var taken: [SentReply] {
            graph.messages.map { message in
                SentReply(
                    chat: Int(message.recipient.suffix(2)) ?? -1, text: message.content, platformID: message.id,
                    reply: message.callbackData)
            }
        }

        func stop() async { try? await graph.stop() }
    }

    private let account = FakeGraph.Account()

    func makePlatform() async throws -> Platform { Platform(graph: try await FakeGraph.start(account)) }

    func settings(on platform: Platform) -> String {
        """
        app_secret: \(account.appSecret)
        verify_token: the-verify-token
        access_token: \(account.token)
        phone_number_id: "\(number)"
        graph_url: \(platform.graph.url)
        """
    }

    var secrets: [String] { [account.appSecret, "the-verify-token", account.token] }
    var longestText: Int? { 4_096 }

    private var number: String { account.numbers.min() ?? "" }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        post(stage.platform.graph.sign(body(of: messages)))
    }

    /// What the business has written, by the app on its phone or by the API (Meta, "smb_message_echoes").
    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let incoming = body(of: [message])
        let echo =
            incoming
            .replacing(#""field":"messages""#, with: #""field":"smb_message_echoes""#)
            .replacing(#""messages":["#, with: #""message_echoes":["#)
        let mixed = incoming.replacing(#""messages":["#, with: #""message_echoes":["#)
        return [
            Named("its own message", post(stage.platform.graph.sign(echo))),
            Named("its own message, under the field of others'", post(stage.platform.graph.sign(mixed))),
        ]
    }

    private func body(of messages: [SampleMessage]) -> String {
        let list = messages.map { message in
            #"{"from":"\#(Self.phone(message.chat))","id":"wamid.\#(message.number)","timestamp":"#
                + #""\#(Int(message.sentAt.timeIntervalSince1970))","type":"text","text":{"body":"#
                + JSONText.quoted(message.text) + "}}"
        }
        return #"{"object":"whatsapp_business_account","entry":[{"id":"\#(account.businessID)","changes":["#
            + #"{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"#
            + #""15550783881","phone_number_id":"\#(number)"},"messages":[\#(list.joined(separator: ","))]}}]}]}"#
    }

    private static func phone(_ chat: Int) -> String { "155500001" + (chat < 10 ? "0\(chat)" : "\(chat)") }

    private func post(_ webhook: FakeGraph.Webhook) -> HTTPDelivery {
        post(Array(webhook.body), signature: webhook.signature)
    }

    private func post(_ body: [UInt8], signature: String?) -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/chat/whatsapp")
        if let signature, let name = HTTPField.Name("X-Hub-Signature-256") { request.headerFields[name] = signature }
        return HTTPDelivery(request: request, body: body, requestID: "request")
    }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let body = body(of: [message])
        let genuine = stage.platform.graph.sign(body)
        let stranger = FakeGraph.Webhook(Data(body.utf8), appSecret: "another-secret")
        return [
            Named("no signature", post(Array(body.utf8), signature: nil)),
            Named("signed with another secret", post(stranger)),
            Named("changed after it was signed", post(Array(body.utf8) + [0x20], signature: genuine.signature)),
            Named("an empty signature", post(Array(body.utf8), signature: "sha256=")),
        ]
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        post(FakeGraph.Webhook(Data(bytes), appSecret: account.appSecret))
    }

    func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> HTTPDelivery? {
        guard let message = stage.platform.graph.messages.first(where: { $0.id == reply.platformID }),
            let status = FakeGraph.Status(rawValue: state.rawValue)
        else { return nil }
        return post(stage.platform.graph.statusWebhook(status, of: [message]))
    }

    func faultySettings(on platform: Platform) -> [Named<String>] {
        [
            Named("path", settings(on: platform) + "\npath: whatsapp"),
            Named("unreadable_text", settings(on: platform) + "\nunreadable_text: [a]"),
            Named("groups", settings(on: platform) + "\ngroups: perhaps"),
        ]
    }
}
