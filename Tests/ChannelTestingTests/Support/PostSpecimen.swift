import ChannelKit
import ChannelTesting
import HTTPTypes

/// The post channel, with one fault or none.
struct PostSpecimen: ChannelSpecimen {
    typealias Subject = PostChannel

    var fault = Fault.none
    /// What this specimen keeps to itself, and what it says that its platform does not have.
    var omits: Set<Absence> = []
    var absences: [Absence: String] = [:]
    var namesItsSecrets = true
    let key = "the-key-of-the-post"

    func makePlatform() async throws -> PostOffice { PostOffice() }

    func settings(on platform: PostOffice) -> String {
        "key: \(key)\noffice: \(platform.name)\nfault: \(fault.rawValue)"
    }

    var secrets: [String] { namesItsSecrets ? [key] : [] }

    private func request(_ body: [UInt8], key: String?) -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "http", authority: "bot.test", path: "/post")
        if let key, let name = HTTPField.Name("X-Key") { request.headerFields[name] = key }
        return HTTPDelivery(request: request, body: body, requestID: "request")
    }

    private func body(_ messages: [SampleMessage], isFromBot: Bool = false) -> [UInt8] {
        let list = messages.map { message in
            "{\"id\":\"m\(message.number)\",\"chat\":\(message.chat),"
                + "\"text\":\(JSONText.quoted(message.text)),\"isFromBot\":\(isFromBot)}"
        }
        return Array("{\"messages\":[\(list.joined(separator: ","))]}".utf8)
    }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        messages.count > 1 && omits.contains(.batches) ? nil : request(body(messages), key: key)
    }

    func forgeries(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        let body = omits.contains(.bodies) ? [] : body([message])
        return [
            Named("without a key", request(body, key: nil)), Named("with another key", request(body, key: "another")),
        ]
    }

    func delivery(of bytes: [UInt8], on stage: Stage<Self>) async throws -> HTTPDelivery? {
        omits.contains(.bodies) ? nil : request(bytes, key: key)
    }

    func echoes(of message: SampleMessage, on stage: Stage<Self>) async throws -> [Named<HTTPDelivery>] {
        omits.contains(.echoes)
            ? [] : [Named("its own message", request(body([message], isFromBot: true), key: key))]
    }

    func report(
        _ state: DeliveryStatus.State, on reply: SentReply, on stage: Stage<Self>
    ) async throws -> HTTPDelivery? {
        let report = "{\"id\":\"\(reply.platformID)\",\"reply\":\"\(reply.reply ?? "")\",\"state\":\"\(state)\"}"
        return request(Array("{\"reports\":[\(report)]}".utf8), key: key)
    }

    func faultySettings(on platform: PostOffice) -> [Named<String>] {
        omits.contains(.faultySettings)
            ? [] : [Named("count", "key: \(key)\noffice: x\nfault: \(fault.rawValue)\ncount: 0")]
    }

    var longestText: Int? { PostChannel.longest }
}
