import ArgumentParser
import BotStore
import ChannelKit
import Foundation
import Logging
import PostgresStore
import Synchronization

/// Drives the PostgreSQL store alone: what a turn costs there, beside pgbench with the same two statements.
@main
struct StoreLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-load", abstract: "Accepts and completes turns on PostgreSQL.",
        subcommands: [Prepare.self, Turns.self])

    struct Options: ParsableArguments {
        @Option(help: "The database's URL.") var database: String
        @Option(help: "How many conversations there are.") var conversations: Int

        func open(connections: Int = 8) async throws -> PostgresStore {
            var configuration = PostgresStore.Configuration(connection: database)
            configuration.maxConnections = connections
            configuration.channels = ["web"]
            // Nobody keeps the lease up here.
            configuration.leaseTimeout = .seconds(86_400)
            return try await PostgresStore.open(configuration, migrate: true, logger: Logger(label: "store-load"))
        }

        func intake(_ event: InboundEvent) -> Intake {
            Intake(
                channel: "web", channelType: "http", events: [event],
                policy: ConversationPolicy(idleTimeout: .seconds(43_200), historyLimit: 40), greeting: "Hello!",
                mayBegin: true, now: Date())
        }
    }

    /// Makes the conversations, numbered from 1, and a replica that pgbench can write as.
    struct Prepare: AsyncParsableCommand {
        @OptionGroup var options: Options

        func run() async throws {
            let store = try await options.open()
            for _ in 0..<options.conversations {
                _ = try await store.accept(options.intake(.start(ConversationStart(sender: .guest))))
            }
            // Not closed: its lease is the one that pgbench's statements are written under.
        }
    }

    struct Turns: AsyncParsableCommand {
        @OptionGroup var options: Options
        @Option(help: "How many connections, and callers.") var connections: Int
        @Option(help: "For how long.") var seconds: Int

        func run() async throws {
            let store = try await options.open(connections: connections)
            let turns = Atomic(0)
            // Connections are opened and statements prepared before it counts.
            try await load(store, for: .seconds(1), counting: Atomic(0))
            let start = ContinuousClock.now
            try await load(store, for: .seconds(seconds), counting: turns)
            let elapsed = start.duration(to: .now) / .microseconds(1)
            print("turns \(turns.load(ordering: .relaxed)) \(Int(elapsed))")
            await store.close()
        }

        private func load(_ store: PostgresStore, for time: Duration, counting turns: borrowing Atomic<Int>)
            async throws
        {
            let end = ContinuousClock.now + time
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<connections {
                    group.addTask {
                        var count = 0
                        while .now < end {
                            try await turn(store, caller)
                            count += 1
                        }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            turns.add(counts, ordering: .relaxed)
        }

        private func turn(_ store: PostgresStore, _ caller: Int) async throws {
            // Each caller has conversations of its own, as each of pgbench's clients has.
            let share = Int64(options.conversations / 32)
            let conversation = Int64(caller) * share + Int64.random(in: 1...share)
            let message = InboundMessage(
                id: String(Int64.random(in: 1...Int64.max)), sender: .user(UserID(conversation)),
                address: ChatAddress(String(conversation)), conversation: .existing(ConversationID(conversation)),
                content: "What is the capital of France, and how far is it from Lisbon?", caller: .collects,
                credential: Credential(issuedAt: Date(timeIntervalSince1970: 1_750_000_000)))
            // One whose conversation is busy waits there: its turn comes with the end of the one before it.
            guard case .begun(var turn)? = try await store.accept(options.intake(.message(message))).first else {
                return
            }
            while true {
                let done = try await store.complete(
                    TurnCompletion(
                        turn: turn, end: .answered(text: Self.answer, usage: nil), mayBeginNext: true,
                        policy: ConversationPolicy(idleTimeout: .seconds(43_200), historyLimit: 40), now: Date()))
                guard let next = done.next else { return }
                turn = next
            }
        }

        private static let answer =
            "The capital of France is Paris, about 1,450 kilometres from Lisbon as the crow flies."
    }
}
