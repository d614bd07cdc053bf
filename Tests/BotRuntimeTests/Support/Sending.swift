import ChannelKit
import Monitor

@testable import BotRuntime

/// Texts that came, in order, and whoever waits for more of them.
final class Texts: Sendable {
    private let texts = Monitor<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func add(_ body: Reply.Body) {
        switch body {
        case .text(let text): add(text)
        case .failure(let error): add("failed: \(error.code)")
        }
    }

    func add(_ text: String) { texts.withLock { $0.append(text) } }

    /// Waits until there are so many.
    func wait(for count: Int) async { await texts.wait { $0.count >= count } }
}

extension Core {
    /// Runs a sender until everything that could be sent now was tried. Once for a core.
    func sendAll(_ send: @escaping OutboxSender.Send) async {
        await sending(by: SendingChannel(send)) { await settle() }
    }

    /// Runs a sender while the body goes on.
    func sending(
        by channel: some Channel, health: HealthBoard = HealthBoard(), _ body: () async throws -> Void
    ) async rethrows {
        let sender = OutboxSender(core: self, channels: web(channel), health: health)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await sender.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// Waits until everything that may be sent now was tried.
    func settle() async {
        outbox.check()
        await outbox.idle()
    }
}
