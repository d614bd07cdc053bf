import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import Synchronization

/// What is left of a torture: what the platform got, beside what the store says.
struct TortureReport: CustomStringConvertible {
    private(set) var lost: [String] = []
    private(set) var outOfOrder: [String] = []
    /// Replies that came more often than once, and how often their rows say that nobody knew.
    private(set) var repeats = 0
    private(set) var strangeRepeats: [String] = []
    private(set) var deadLetters = 0
    private(set) var doubledTurns = 0
    private(set) var open = 0
    private var uncertain = 0
    private let torture: Torture

    init(_ torture: Torture) async throws {
        self.torture = torture
        let uncertainByReply = try await read(torture.store)
        compare(torture.graph.messages, uncertainByReply)
    }

    /// Nothing more will come: a dead letter is nothing to wait for, though it is lost.
    var isQuiet: Bool { open == 0 && lost.count <= deadLetters }

    private mutating func read(_ store: TortureStore) async throws -> [String: Int] {
        let pairs = try await store.rows(
            "SELECT in_reply_to, sum(uncertain) FROM outbox WHERE in_reply_to IS NOT NULL GROUP BY 1")
        let figures = try await store.rows(
            """
            SELECT (SELECT count(*) FROM inbox WHERE state = 'failed')
                    + (SELECT count(*) FROM outbox WHERE state = 'dead'),
                (SELECT count(*) FROM inbox WHERE state IN ('queued', 'running'))
                    + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')),
                (SELECT count(*) - count(DISTINCT role || content) FROM messages)
                    + (SELECT count(*) - count(DISTINCT message_id) FROM inbox)
            """)[0].map { Int($0) ?? -1 }
        (deadLetters, open, doubledTurns) = (figures[0], figures[1], figures[2])
        let uncertainByReply = Dictionary(pairs.map { ($0[0], Int($0[1]) ?? -1) }) { $0 + $1 }
        uncertain = uncertainByReply.values.reduce(0, +)
        return uncertainByReply
    }

    /// Rows of messages and replies that are not over, for whoever has to find out why.
    static func left(in store: TortureStore) async throws -> [String] {
        let turns = try await store.rows(
            """
            SELECT 'turn', id, state, lane, content, attempts, crashes, owner, not_before, error_code, error_detail
            FROM inbox WHERE state NOT IN ('answered', 'merged', 'skipped', 'cancelled')
            """)
        let replies = try await store.rows(
            """
            SELECT 'reply', id, state, lane, in_reply_to, attempts, uncertain, owner, not_before, error_code, error_detail
            FROM outbox WHERE state NOT IN ('sent', 'delivered', 'read')
            """)
        return (turns + replies).map { $0.joined(separator: " ") }
    }

    private mutating func compare(_ sent: [FakeGraph.Message], _ uncertain: [String: Int]) {
        for messages in torture.plan.messages {
            guard let phone = messages.first?.phone else { continue }
            let answers = sent.filter { $0.recipient == "+" + phone }.map(\.content)
            var firsts: [String] = []
            for answer in answers where !firsts.contains(answer) { firsts.append(answer) }
            let expected = messages.map { "answer to \($0.text)" }
            lost += expected.filter { !firsts.contains($0) }
            // What comes again comes before what follows it. Of several bots, one that was stopped may be late with it.
            let runs = answers.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
            let isBehind = torture.plan.replicas == 1 && runs != firsts
            if isBehind || firsts != expected.filter(firsts.contains) { outOfOrder.append("+\(phone): \(answers)") }
            for message in messages {
                let times = answers.count { $0 == "answer to \(message.text)" }
                guard times > 1 else { continue }
                repeats += times - 1
                if times - 1 > uncertain[message.id] ?? 0 { strangeRepeats.append(message.text) }
            }
        }
    }

    var description: String {
        """
        torture: \(torture.plan.count) messages of \(torture.plan.users) users in \(Int(torture.plan.seconds)) s, \
        \(torture.plan.replicas) replicas, \(torture.victims.kills) kills, seed \(torture.plan.seed)\(faults)
        deliveries \(torture.posts), model calls \(torture.model.requestCount), sent \(torture.graph.messages.count)
        lost \(lost.count), dead letters \(deadLetters), out of order \(outOfOrder.count), \
        doubled turns \(doubledTurns), sent twice \(repeats) (of \(uncertain) sends of unknown outcome)
        """
    }

    private var faults: String {
        guard case .postgres = torture.store else { return "" }
        let (plan, takeovers) = (torture.plan, torture.takeovers.withLock { $0 })
        let longest = takeovers.max().map { String(format: "%.1f", $0) } ?? "-"
        return """

            database killed \(torture.outages.withLock { $0.count }) times, \(plan.cuts.count) rounds cut \
            \(torture.cuts.withLock { $0 }) connections, one bot stopped for \(Int(plan.pause?.seconds ?? 0)) s
            longest takeover \(longest) s of \(takeovers.count), with a lease of \(plan.lease) s
            """
    }
}
