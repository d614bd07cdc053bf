import BotStore
import ChannelKit
import GRDB
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("What a message costs")
struct StatementCountTests {
    /// Counts the statements that the writer runs, transactions left out.
    private final class Counter: Sendable {
        private let count = Mutex(0)

        func watch(_ store: SQLiteStore) async throws {
            try await store.connection.write { db in
                db.trace { event in
                    let sql = event.description
                    if !sql.hasPrefix("BEGIN") && !sql.hasPrefix("COMMIT") { self.count.withLock { $0 += 1 } }
                }
            }
            _ = take()
        }

        func take() -> Int {
            count.withLock { count in
                defer { count = 0 }
                return count
            }
        }
    }

    @Test("Accepting, answering and sending take a fixed number of statements, however long the conversation")
    func flat() async throws {
        let folder = try TestFolder()
        let store = try await folder.open()
        let counter = Counter()
        var costs: Set<[Int]> = []
        for number in 0..<20 {
            var intake = Intake.message("\(number)", at: "chat")
            guard case .message(var message) = intake.events[0] else { return }
            message.caller = .absent
            message.sentAt = intake.now
            message.profile = Profile(name: "Ada")
            intake.events = [.message(message)]
            if number == 1 { try await counter.watch(store) }
            guard case .begun(let turn)? = try await store.accept(intake).first else { return }
            let accepting = counter.take()
            let done = try await store.complete(.answer(turn))
            let completing = counter.take()
            let reply = try #require(done.replies.first)
            _ = try await store.recordSend(reply.reply.id, .sent(platformIDs: ["p\(number)"]), now: intake.now)
            let sending = counter.take()
            if number > 0 { costs.insert([accepting, completing, sending]) }
        }
        #expect(costs == [[11, 9, 4]])
        await store.close()
    }
}
