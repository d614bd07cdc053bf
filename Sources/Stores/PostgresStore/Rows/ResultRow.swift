import BotStore
import ChannelKit
import PostgresClient

import struct Foundation.Date

/// A row of `ck1_result`: the one shape in which every function of the schema answers. `kind` says what it is.
struct ResultRow {
    enum Column: Int {
        case kind, event, id, userID, conversationID, answerID, channel, address, messageID, content, plan, planText
        case caller, context, attempt, attemptSince, uncertain, acceptedAt, byHand, isForeign, quotes, fallback, isDue
        case hasFailed, waitMilliseconds, errorCode, errorKind, errorMessage, errorRetryAfter, errorDetail, merged,
            roles
        case history, watchers, count, ids, word
    }

    let row: PostgresRow

    init(_ row: PostgresRow) { self.row = row }

    var kind: String { get throws(StoreError) { try required(text(.kind)) } }

    func text(_ column: Column) throws(StoreError) -> String? {
        do { return try row.text(column.rawValue) } catch { throw StoreError(postgres: error) }
    }

    func int(_ column: Column) throws(StoreError) -> Int64? {
        do { return try row.int(column.rawValue) } catch { throw StoreError(postgres: error) }
    }

    func bool(_ column: Column) throws(StoreError) -> Bool {
        do { return try row.bool(column.rawValue) ?? false } catch { throw StoreError(postgres: error) }
    }

    func time(_ column: Column) throws(StoreError) -> Date? {
        do { return try row.time(column.rawValue) } catch { throw StoreError(postgres: error) }
    }

    func texts(_ column: Column) throws(StoreError) -> [String] {
        do { return try row.texts(column.rawValue)?.map { $0 ?? "" } ?? [] } catch { throw StoreError(postgres: error) }
    }

    func ints(_ column: Column) throws(StoreError) -> [Int64] {
        do { return try row.ints(column.rawValue) ?? [] } catch { throw StoreError(postgres: error) }
    }

    func id<ID: RowID>(_ column: Column) throws(StoreError) -> ID { ID(try required(int(column))) }

    func optionalID<ID: RowID>(_ column: Column) throws(StoreError) -> ID? { try int(column).map { ID($0) } }

    func required<Value>(_ value: Value?) throws(StoreError) -> Value {
        guard let value else { throw StoreError(.corrupt, "the database answers without what belongs to its answer") }
        return value
    }

    var error: RecordedError? {
        get throws(StoreError) {
            guard let code = try text(.errorCode), let kind = try text(.errorKind),
                let message = try text(.errorMessage)
            else { return nil }
            return RecordedError(
                code: code, kind: kind, message: message,
                retryAfter: try int(.errorRetryAfter).map { .milliseconds($0) }, detail: try text(.errorDetail))
        }
    }
}
