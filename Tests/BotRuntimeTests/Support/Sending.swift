import ChannelKit
import Synchronization

@testable import BotRuntime

/// Texts that came, in order, and whoever waits for more of them.
final class Texts: Sendable {
    private struct State {
        var texts: [String] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var all: [String] { state.withLock { $0.texts } }

    func add(_ body: Reply.Body) {
        switch body {
        case .text(let text): add(text)
        case .failure(let error): add("failed: \(error.code)")
        }
    }

    func add(_ text: String) {
        let ready = state.withLock { state in
            state.texts.append(text)
            defer { state.waiting.removeAll { $0.count <= state.texts.count } }
            return state.waiting.filter { $0.count <= state.texts.count }
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Waits until there are so many.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.texts.count < count { state.waiting.append((count, continuation)) }
                return state.texts.count >= count
            }
            if isReady { continuation.resume() }
        }
    }
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
