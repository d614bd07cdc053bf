import ChannelKit
import ChannelTesting
import Foundation
import HTTPTypes
import Logging

/// A channel as it should be, or with one fault.
struct PostChannel: WebhookReceiving, ReplySplitting, DeliveryReporting {
    struct Settings: ChannelSettings {
        let key: Secret
        let office: String
        let fault: Fault
        let count: Int

        init(from reader: inout SettingsReader) {
            fault = reader.choice("fault", default: .none)
            key =
                fault == .doesWithoutASecret
                ? reader.optionalSecret("key") ?? Secret("none") : reader.secret("key")
            office = reader.text("office")
            count = reader.integer("count", default: 1, in: fault == .takesAnyCount ? 0...1_000_000 : 1...10)
        }
    }

    /// What comes in: messages, and reports on replies.
    struct Letter: Decodable {
        struct Message: Decodable {
            var id: String
            var chat: Int
            var text: String
            var isFromBot: Bool?
        }
        struct Report: Decodable {
            var id: String
            var reply: String
            var state: String
        }
        var messages: [Message]?
        var reports: [Report]?
    }

    static let type: ChannelType = "post"
    static let longest = 200
    let settings: Settings
    let context: ChannelContext
    let routes = [HTTPRoute(.post, "/post")]
    var reconcileAfter: Duration { .seconds(30) }

    init(settings: Settings, context: ChannelContext) { (self.settings, self.context) = (settings, context) }

    private func has(_ fault: Fault) -> Bool { settings.fault == fault }

    func verify(_ delivery: HTTPDelivery) async throws(ChannelError) -> Verification {
        if has(.logsItsSecret) { context.logger.debug("checking", metadata: ["key": "\(settings.key.value)"]) }
        if has(.readsBeforeItVerifies) { _ = try read(delivery) }
        if has(.verifiesNothing) { return .genuine }
        guard let name = HTTPField.Name("X-Key"), let key = delivery.request.headerFields[name],
            settings.key.matches(key)
        else { throw ChannelError("forged", kind: .unauthenticated, message: "This is not from the post.") }
        return has(.answersInVerify) ? .answered(.text("ok")) : .genuine
    }

    func receive(_ delivery: HTTPDelivery, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        let letter = try read(delivery)
        var messages = letter.messages ?? []
        if !has(.answersItself) { messages.removeAll { $0.isFromBot == true } }
        if has(.losesSiblings) { messages = Array(messages.prefix(1)) }
        let events = messages.map { message in
            let person = has(.givesEachMessageALane) ? "\(message.chat)/\(message.id)" : "\(message.chat)"
            return InboundEvent.message(
                InboundMessage(
                    id: has(.inventsIDs) ? UUID().uuidString : message.id,
                    sender: .identity(Identity(id: person)), address: ChatAddress(person), content: message.text,
                    caller: .absent))
        }
        let reports = (letter.reports ?? []).map { report in
            InboundEvent.status(
                DeliveryStatus(
                    platformID: report.id, reply: has(.reportsWithoutID) ? nil : ReplyID(report.reply),
                    state: DeliveryStatus.State(rawValue: report.state) ?? .sent))
        }
        return events + reports
    }

    private func read(_ delivery: HTTPDelivery) throws(ChannelError) -> Letter {
        do {
            return try JSONDecoder().decode(Letter.self, from: Data(delivery.body))
        } catch {
            if has(.breaksOnNonsense) { throw .internalFault("no letter") }
            throw ChannelError("malformed", kind: .invalid, message: "This is no letter.")
        }
    }

    func respond(to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer {
        guard case .failure(let error) = outcome, !has(.acknowledgesWhatWasNotRecorded) else { return .text("ok") }
        var answer = HTTPAnswer.failure(error, requestID: delivery.requestID)
        if has(.saysNotWhenToComeAgain) { answer.headers[.retryAfter] = nil }
        return answer
    }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body, let office = PostOffice.named(settings.office),
            let chat = Int(address.chat.rawValue.prefix { $0 != "/" })
        else { throw ChannelError("no_office", kind: .upstreamFailed, message: "There is no post office.") }
        if has(.sendsTwice) { _ = office.post(text, to: chat, as: "\(reply.id)") }
        let answer = office.post(text, to: chat, as: "\(reply.id)")
        switch answer {
        case .takes: return Receipt(platformIDs: office.taken.last.map { [$0.platformID] } ?? [])
        case .busy: throw failure("busy", has(.givesUpTooSoon) ? .never : .after(.seconds(2)))
        case .refuses: throw failure("refused", has(.triesForEver) ? .now : .never)
        case .locksOut:
            throw failure(
                "locked_out", .never, kind: .unauthenticated, scope: has(.forgetsWhenLockedOut) ? .chat : .instance)
        case .takesSilently, .vanishes: throw failure("cut_off", has(.takesUnknownForUnsent) ? .now : .unknown)
        }
    }

    private func failure(
        _ code: ChannelError.Code, _ retry: ChannelError.Retry, kind: ChannelError.Kind = .upstreamFailed,
        scope: ChannelError.Scope = .chat
    ) -> ChannelError {
        ChannelError(code, kind: kind, retry: retry, scope: scope, message: "The post has not taken it.")
    }

    func parts(of text: String) -> [String] {
        guard text.utf16.count > Self.longest else { return [text] }
        if has(.splitsInsideCharacters) {
            let scalars = Array(text.unicodeScalars)
            return stride(from: 0, to: scalars.count, by: 97).map { start in
                var part = String.UnicodeScalarView()
                part.append(contentsOf: scalars[start..<min(start + 97, scalars.count)])
                return "\(String(part))\u{200B}"
            }
        }
        var parts = [""]
        for character in text {
            if (parts[parts.count - 1].utf16.count + character.utf16.count) > Self.longest { parts.append("") }
            parts[parts.count - 1].append(character)
        }
        return parts.filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
