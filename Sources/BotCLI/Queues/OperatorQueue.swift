import BotStore
import ChannelKit
import Foundation

/// A durable queue that operators look after. The same commands serve the inbox and the outbox.
protocol OperatorQueue {
    associatedtype ID: RowID
    associatedtype Record: QueueRecord where Record.ID == ID
    associatedtype Detail: QueueDetail where Detail.Record == Record

    /// What the command is called, and what one of its rows is.
    static var name: String { get }
    static var noun: String { get }
    /// Each state that a row can be in, and what an operator can do then.
    static var states: KeyValuePairs<String, String> { get }
    static var listAbstract: String { get }
    static var retryAbstract: String { get }
    static var dropAbstract: String { get }

    static func list(
        in store: any StoreAdministration, state: String?, limit: Int, after: ID?
    ) async throws(StoreError) -> [Record]
    static func detail(of id: ID, in store: any StoreAdministration) async throws(StoreError) -> Detail?
    /// False: its state does not allow it.
    static func retry(_ id: ID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool
    static func drop(_ id: ID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool
}

/// A row of a queue, without its text.
protocol QueueRecord: Sendable {
    associatedtype ID: RowID
    var id: ID { get }
    var channel: String { get }
    var user: UserID { get }
    var state: String { get }
    var attempts: Int { get }
    var createdAt: Date { get }
    var lastError: RecordedError? { get }
    /// What rows of this queue have and others do not.
    var ownFields: [RowField] { get }
}

/// A row with everything that is known of it.
protocol QueueDetail: Sendable {
    associatedtype Record: QueueRecord
    var record: Record { get }
    var text: String { get }
    var notBefore: Date? { get }
    var ownFields: [RowField] { get }
}

extension QueueRecord {
    func fields(now: Date) -> [RowField] {
        [
            .id("id", id), RowField("channel", .text(channel)), .id("user_id", user), RowField("state", .text(state)),
            RowField("attempts", .number(attempts)), RowField("created_at", .time(createdAt), isListed: false),
            .age(since: createdAt, now: now),
        ] + ownFields + [RowField("last_error", .error(lastError))]
    }
}

extension QueueDetail {
    /// All but the text.
    func fields(now: Date) -> [RowField] {
        record.fields(now: now) + ownFields
            + [
                RowField("not_before", .time(notBefore)),
                RowField("error_detail", .text(record.lastError?.detail)),
            ]
    }
}

extension OperatorQueue {
    static var stateNames: [String] { states.map(\.key) }

    /// Why nothing was done with a row, and what can be done.
    static func refusal(of verb: String, _ id: ID, state: String?) -> String {
        guard let state else { return "there is no \(noun) \(id)" }
        let advice = states.first { $0.key == state }?.value ?? "this program does not know that state"
        return "\(noun) \(id) cannot be \(verb): it is \(state) (\(advice))"
    }
}
