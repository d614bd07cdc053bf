import BotHarness
import FakeGraph
import FakeOpenAI
import Foundation
import GRDB

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
        let uncertainByReply = try await read(torture.home.database)
        compare(torture.graph.messages, uncertainByReply)
    }

    var isQuiet: Bool { open == 0 && lost.isEmpty }

    private mutating func read(_ database: String) async throws -> [String: Int] {
        let (pairs, figures) = try await DatabaseQueue(path: database).read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT in_reply_to, sum(uncertain) FROM outbox WHERE in_reply_to IS NOT NULL GROUP BY 1")
            let figures = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM inbox WHERE state = 'failed')
                            + (SELECT count(*) FROM outbox WHERE state = 'dead'),
                        (SELECT count(*) FROM inbox WHERE state IN ('queued', 'running'))
                            + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')),
                        (SELECT count(*) - count(DISTINCT content) FROM messages WHERE role = 'assistant')
                            + (SELECT count(*) - count(DISTINCT message_id) FROM inbox)
                    """)
            return (rows.map { ($0[0] as String, $0[1] as Int) }, (0..<3).map { figures?[$0] as Int? ?? -1 })
        }
        (deadLetters, open, doubledTurns) = (figures[0], figures[1], figures[2])
        uncertain = pairs.reduce(0) { $0 + $1.1 }
        return Dictionary(pairs) { $0 + $1 }
    }

    private mutating func compare(_ sent: [FakeGraph.Message], _ uncertain: [String: Int]) {
        for messages in torture.plan.messages {
            guard let phone = messages.first?.phone else { continue }
            let answers = sent.filter { $0.recipient == "+" + phone }.map(\.content)
            var firsts: [String] = []
            for answer in answers where !firsts.contains(answer) { firsts.append(answer) }
            let expected = messages.map { "answer to \($0.text)" }
            lost += expected.filter { !firsts.contains($0) }
            if firsts != expected.filter(firsts.contains) { outOfOrder.append("+\(phone): \(firsts)") }
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
        \(torture.kills) kills, seed \(torture.plan.seed)
        deliveries \(torture.posts), model calls \(torture.model.requestCount), sent \(torture.graph.messages.count)
        lost \(lost.count), dead letters \(deadLetters), out of order \(outOfOrder.count), \
        doubled turns \(doubledTurns), sent twice \(repeats) (of \(uncertain) sends of unknown outcome)
        """
    }
}
