import ChannelKit
import ChannelTesting

/// A channel with a loop, that shows replies while they are written: as it should be, or with one fault.
struct WireChannel: Running, ReplyStreaming {
    struct Settings: ChannelSettings {
        let office: String
        let fault: WireFault

        init(from reader: inout SettingsReader) {
            office = reader.text("office")
            fault = reader.choice("fault", default: .none)
        }
    }

    static let type: ChannelType = "wire"
    let settings: Settings
    let context: ChannelContext
    let streamsReplies = true

    init(settings: Settings, context: ChannelContext) { (self.settings, self.context) = (settings, context) }

    private func has(_ fault: WireFault) -> Bool { settings.fault == fault }

    private func office() throws(ChannelError) -> PostOffice {
        guard let office = PostOffice.named(settings.office) else {
            throw ChannelError("no_office", kind: .upstreamFailed, message: "There is no post office.")
        }
        return office
    }

    func run(deliver: Deliver<SampleMessage>) async throws(ChannelError) {
        let office = try office()
        var place = Int(try await context.cursor.load() ?? "") ?? 0
        while !Task.isCancelled {
            var messages = office.messages(after: place)
            if has(.bringsTheLastFirst) { messages.reverse() }
            for message in messages {
                place += 1
                if has(.goesOnTooSoon) { try await context.cursor.save("\(place)") }
                try await deliver(message)
                if !has(.forgetsItsPlace), !has(.goesOnTooSoon) { try await context.cursor.save("\(place)") }
            }
            if messages.isEmpty { try? await Task.sleep(for: .milliseconds(5)) }
        }
        // What is detached hears of no cancelling.
        if has(.outlivesItsBot) { await Task.detached { try? await Task.sleep(for: .seconds(12)) }.value }
    }

    func receive(_ message: SampleMessage, from principal: Principal) async throws(ChannelError) -> [InboundEvent] {
        [
            .message(
                InboundMessage(
                    id: "m\(message.number)", sender: .identity(Identity(id: "\(message.chat)")),
                    address: ChatAddress("\(message.chat)"), content: message.text, caller: .absent))
        ]
    }

    func stream(_ piece: String, to address: ReplyAddress) async {
        guard let office = try? office(), let chat = Int(address.chat.rawValue) else { return }
        for chat in has(.showsToEverybody) ? Array(0..<10) : [chat] {
            office.draw(in: chat) { has(.showsTheLastFirst) ? piece + $0 : $0 + piece }
        }
    }

    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt {
        guard case .text(let text) = reply.body, let chat = Int(address.chat.rawValue) else {
            throw failure("nothing_to_send", .never)
        }
        let office = try office()
        switch office.post(text, to: chat, as: "\(reply.id)") {
        case .takes: return Receipt(platformIDs: office.taken.last.map { [$0.platformID] } ?? [])
        case .busy: throw failure("busy", .after(.seconds(2)))
        case .refuses: throw failure("refused", .never)
        case .locksOut: throw failure("locked_out", .never, kind: .unauthenticated, scope: .instance)
        case .takesSilently, .vanishes: throw failure("cut_off", .unknown)
        }
    }

    private func failure(
        _ code: ChannelError.Code, _ retry: ChannelError.Retry, kind: ChannelError.Kind = .upstreamFailed,
        scope: ChannelError.Scope = .chat
    ) -> ChannelError {
        ChannelError(code, kind: kind, retry: retry, scope: scope, message: "The wire has not taken it.")
    }
}
