import ChannelKit
import ChannelTesting

/// The wire channel, with one fault or none.
struct WireSpecimen: ChannelSpecimen {
    typealias Subject = WireChannel

    var fault = WireFault.none

    func makePlatform() async throws -> PostOffice { PostOffice() }
    func settings(on platform: PostOffice) -> String { "office: \(platform.name)\nfault: \(fault.rawValue)" }
    var secrets: [String] { [] }

    func delivery(of messages: [SampleMessage], on stage: Stage<Self>) async throws -> SampleMessage? {
        messages.count == 1 ? messages[0] : nil
    }

    var absences: [Absence: String] {
        [
            .batches: "the wire holds one message at a time", .echoes: "the bot does not write on this wire",
            .faultySettings: "any text names an office, and a fault is this test's own",
        ]
    }

    var loop: LoopKind? { .recalls }
    func feed(_ messages: [SampleMessage], on platform: PostOffice) async throws { platform.put(messages) }
}
