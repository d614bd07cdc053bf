import ArgumentParser
import BotStore
import ChannelKit
import Foundation
import GRDB
import SQLiteStore

/// Turns through the store itself, in a short and in a long conversation of one file, by turns: pages and CPU of each.
struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pages")

    @Option(help: "A folder for the SQLite file.") var folder: String
    @Option(help: "Messages of the short conversation.") var short = 100
    @Option(help: "Messages of the long one.") var long = 100_000
    @Option(help: "Turns in each conversation and round.") var turns = 1_000
    @Option var rounds = 3

    func run() async throws {
        let path = folder + "/history.sqlite"
        let seats = [("short", try await seat(short, path: path)), ("long", try await seat(long, path: path))]
        PageCounter.install()
        let store = try await SQLiteStore.open(at: .file(path), migrate: true)
        // The first turns prepare the statements and fill the caches.
        for (_, seat) in seats { _ = try await run(100, from: 0, seat: seat, store: store) }
        for round in 1...rounds {
            for (name, seat) in seats {
                let cost = try await run(turns, from: round * turns + 1_000, seat: seat, store: store)
                print(name, String(format: "%.2f", cost.pages), String(format: "%.1f", cost.microseconds))
            }
        }
        await store.close()
    }

    /// A user and a conversation with so much behind it.
    private func seat(_ messages: Int, path: String) async throws -> Seat {
        let store = try await SQLiteStore.open(at: .file(path), migrate: true)
        let start = ConversationStart(sender: .identity(Identity(id: "user-\(messages)")))
        let outcomes = try await store.accept(intake([.start(start)]))
        await store.close()
        guard case .opened(let opening) = outcomes.first else { throw ValidationError("no conversation was opened") }
        let queue = try DatabaseQueue(path: path)
        try await queue.write { db in try History.fill(opening.conversation.rawValue, with: messages, in: db) }
        try queue.close()
        return Seat(user: opening.user, conversation: opening.conversation)
    }

    private func run(_ count: Int, from number: Int, seat: Seat, store: SQLiteStore) async throws -> Cost {
        let (pages, time) = (PageCounter.pages, ProcessTime.now())
        for index in 0..<count {
            let message = InboundMessage(
                id: "\(number + index)", sender: .user(seat.user), address: ChatAddress(seat.conversation.description),
                conversation: .existing(seat.conversation), content: History.text, caller: .collects)
            let outcomes = try await store.accept(intake([.message(message)]))
            guard case .begun(let turn) = outcomes.first, turn.history.count == policy.historyLimit else {
                throw ValidationError("a turn was not begun with its whole history: \(outcomes)")
            }
            _ = try await store.complete(
                TurnCompletion(
                    turn: turn, end: .answered(text: History.text, usage: nil), mayBeginNext: true, policy: policy,
                    now: Date()))
        }
        return Cost(
            pages: Double(PageCounter.pages - pages) / Double(count),
            microseconds: (ProcessTime.now() - time) / Double(count))
    }

    private func intake(_ events: [InboundEvent]) -> Intake {
        Intake(
            channel: "web", channelType: "http", events: events, policy: policy, greeting: "Hello!", mayBegin: true,
            now: Date())
    }

    private var policy: ConversationPolicy { ConversationPolicy(idleTimeout: .seconds(43_200), historyLimit: 40) }
}

/// One user in one conversation.
private struct Seat {
    let user: UserID
    let conversation: ConversationID
}

/// Of one turn, on average.
private struct Cost {
    let pages: Double
    let microseconds: Double
}
