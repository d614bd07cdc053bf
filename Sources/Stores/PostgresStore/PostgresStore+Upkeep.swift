public import BotStore
public import ChannelKit
import PostgresClient
import Synchronization

public import struct Foundation.Date

extension PostgresStore {
    /// As much as a channel may keep, in bytes of UTF-8.
    private static let largestCursor = 4096
    /// Longer than any call may take: it waits for a connection, is sent, is cancelled, and is answered.
    private static let longestCall = Duration.seconds(30)

    public func prune(before: Date, limit: Int) async throws(StoreError) -> Int {
        if limit <= 0 { return 0 }
        return Int(try await number(StoreQuery.prune, [.time(before), .int(Int64(limit)), .int(replica)]) ?? 0)
    }

    public func expireMessages(
        before: Date, after: MessageID?, limit: Int
    ) async throws(StoreError) -> ExpiredMessages {
        if limit <= 0 { return ExpiredMessages(next: nil) }
        let rows = try await call(
            StoreFunction.expireMessages,
            [.int(replica), .time(before), .int(after?.rawValue ?? 0), .int(Int64(limit))])
        guard let row = rows.first.map({ OperatorRow($0.row) }) else { return ExpiredMessages(next: nil) }
        let next = try row.number(3)
        return ExpiredMessages(
            messages: Int(try row.number(0)), conversations: Int(try row.number(1)), users: Int(try row.number(2)),
            next: next > 0 ? MessageID(next) : nil)
    }

    public func cursor(of channel: String) async throws(StoreError) -> String? {
        try await call(StoreQuery.cursor, [.text(channel)]).first?.text(.kind)
    }

    public func setCursor(of channel: String, to value: String) async throws(StoreError) {
        if value.utf8.count > Self.largestCursor {
            throw StoreError(.invalid, "a cursor holds at most \(Self.largestCursor) bytes, not \(value.utf8.count)")
        }
        if value.utf8.contains(0) { throw StoreError(.invalid, "a cursor cannot hold a NUL character") }
        try await perform(StoreFunction.setCursor, [.int(replica), .text(channel), .text(value)])
    }

    public func ping() async throws(StoreError) {
        guard let isStandby = try await call(StoreQuery.ping, []).first?.bool(.kind) else {
            throw StoreError(.schema, "the database has no schema; `bot db init` makes it")
        }
        if isStandby {
            throw StoreError(.readOnly, "the database takes no writes: it is a standby; connect to the primary")
        }
    }

    /// Where the answer to a call was lost that may have begun turns or taken replies, nobody knows of these, though the
    /// database has them under this process's name. Once no such call can be under way any more they are put back.
    func findForgotten(now: Date) async throws(StoreError) {
        let due = tenure.withLock { tenure -> (turns: [Int64], replies: [Int64], replica: Int64)? in
            guard tenure.takeLostAnswers(olderThan: Self.longestCall) else { return nil }
            return (tenure.turns.keys.map(\.rawValue), tenure.replies.keys.map(\.rawValue), tenure.replica)
        }
        guard let due else { return }
        do {
            try await perform(
                StoreFunction.forgotten,
                [
                    .int(due.replica), .ints(due.turns), .ints(due.replies), .int(Self.longestCall.storedMilliseconds),
                    .time(now),
                ])
        } catch {
            tenure.withLock { $0.lostAnswer(at: .now - Self.longestCall - .seconds(1)) }
            throw error
        }
    }
}
