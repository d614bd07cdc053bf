import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("Every shared payload") struct FixtureTests {
    @Test func `is here with its signature`() {
        #expect(Fixture.all.count == 115)
        #expect(Fixture.all.map(\.userMessages).reduce(0, +) == 74)
    }

    @Test(arguments: Fixture.all)
    func `yields what the index says, one instance a number, and is acknowledged`(fixture: Fixture) async throws {
        var messages: [InboundMessage] = []
        var statuses: [DeliveryStatus] = []
        for number in fixture.numbers.union(["none-of-them"]).sorted() {
            let channel = try Samples.channel(
                Samples.with(("phone_number_id", number), ("app_secret", fixture.secret)))
            let delivery = Samples.delivery(
                bytes: fixture.body, headers: [.signature: fixture.signature])
            guard case .genuine = try await channel.verify(delivery) else {
                Issue.record("not taken for genuine")
                continue
            }
            let events = try await channel.receive(delivery, from: .platform)
            if number == "none-of-them" { #expect(events.isEmpty) }
            messages += events.compactMap(\.message)
            statuses += events.compactMap(\.status)
            let answer = await channel.respond(to: delivery, with: .success(events.map { _ in .noted }))
            #expect(answer.status == .ok)
        }
        let expected = fixture.messages.filter { !["system", "edit", "revoke"].contains($0.type) }
        #expect(Set(messages.map(\.id)).count == fixture.userMessages)
        try #require(messages.count == expected.count)
        // Instances stand in the order of their numbers here, so only within a number is the order the body's.
        for entry in expected {
            let index = try #require(messages.firstIndex { Self.matches($0, entry) }, "\(entry)")
            messages.remove(at: index)
        }
        #expect(statuses.map(\.listed).sorted() == fixture.statuses.map(Self.plain).sorted())
        #expect(statuses.allSatisfy { ($0.state == .failed) == ($0.error != nil) })
    }

    @Test func `keeps the order of its messages and statuses`() async throws {
        let messages = try await events(in: "batch-five-messages-one-value.json").compactMap(\.message)
        #expect(messages.dropFirst().map(\.content) == (2...5).map { "Message number \($0)" })
        let statuses = try await events(in: "batch-three-statuses-out-of-order.json").compactMap(\.status)
        #expect(statuses.map(\.state) == [.sent, .delivered, .read])
    }

    @Test func `reports the errors that no message carries`() async throws {
        for fixture in Fixture.all where !fixture.file.hasPrefix("field-") {
            let log = LogRecorder()
            for number in fixture.numbers.isEmpty ? ["1"] : fixture.numbers {
                let channel = try Samples.channel(Samples.with(("phone_number_id", number)), log: log)
                _ = try await channel.receive(Samples.delivery(bytes: fixture.body), from: .platform)
            }
            let reported = log.entries.count { $0.hasPrefix("warning: WhatsApp reports an error code=1") }
            #expect(reported == fixture.valueErrors, "\(fixture.file)")
        }
    }

    private func events(in file: String) async throws -> [InboundEvent] {
        let fixture = try #require(Fixture.all.first { $0.file == file })
        var events: [InboundEvent] = []
        for number in fixture.numbers.sorted() {
            let channel = try Samples.channel(Samples.with(("phone_number_id", number)))
            events += try await channel.receive(Samples.delivery(bytes: fixture.body), from: .platform)
        }
        return events
    }

    /// Whether the message is what the index describes, and is handled as the interface says.
    private static func matches(_ message: InboundMessage, _ entry: Fixture.Message) -> Bool {
        guard case .identity(let identity) = message.sender, ([identity.id] + identity.aliases).contains(entry.sender),
            message.address.rawValue == (entry.sender.allSatisfy(\.isNumber) ? "+" : "") + entry.sender,
            message.lane == .sender, message.caller == .absent, message.sentAt != nil
        else { return false }
        // The index puts a choice's machine value, a place's coordinates and an order's items before the words.
        let words: String? =
            switch entry.type {
            case "text", "image", "video", "document", "audio", "sticker", "button": entry.text
            case "interactive/button_reply", "interactive/list_reply":
                entry.text.firstIndex(of: "]").map { String(entry.text[$0...].dropFirst(2)) }
            case "location": entry.text.firstIndex(of: " ").map { String(entry.text[$0...].dropFirst()) } ?? ""
            case "order": entry.text.firstRange(of: "item(s)").map { String(entry.text[$0.upperBound...].dropFirst()) }
            default: nil
            }
        guard let words, !words.isEmpty else {
            return message.content.isEmpty && message.handling == handling(ofWordless: entry.type)
        }
        let firstLine = message.content.split(separator: "\n").first.map(String.init)
        let isSecondLineFine = ["location", "interactive/list_reply"].contains(entry.type)
        return message.handling == .answer && (isSecondLineFine ? firstLine : message.content) == words
    }

    private static func handling(ofWordless type: String) -> Handling {
        switch type {
        case "image", "video", "document", "audio", "sticker": .say(Samples.settings().0.unreadableText)
        case "reaction", "request_welcome": .skip(rule: type)
        case "contacts": .skip(rule: "contact_cards")
        case "location", "order", "interactive/?": .skip(rule: "nothing_to_read")
        default: .skip(rule: "unsupported")
        }
    }

    /// A voice that was played was read; the code of a failure is looked at elsewhere.
    private static func plain(_ status: String) -> String {
        status == "played" ? "read" : String(status.prefix { $0 != "(" })
    }
}

extension DeliveryStatus {
    fileprivate var listed: String { state.rawValue }
}

extension HTTPField.Name {
    /// Where the platform writes the signature.
    static var signature: Self { HTTPField.Name(DeliverySignature.header) ?? .authorization }
}
