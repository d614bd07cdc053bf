import BotStore
import ChannelKit
import Foundation

/// Accepted messages.
enum Inbox: OperatorQueue {
    static let name = "inbox"
    static let noun = "message"
    static let states: KeyValuePairs = [
        "queued": "it waits for its turn; it can be dropped",
        "running": "it is being answered; wait for its end",
        "answered": "it is over",
        "merged": "it is over: another message's turn answers it too",
        "failed": "it can be retried or dropped",
        "skipped": "it is over: a rule says that it is not answered",
        "cancelled": "it is over",
    ]
    static let listAbstract = "Lists messages that are queued or running, and those that failed; oldest first."
    static let retryAbstract = "Puts failed messages at the tail of their lanes, to be answered after all."
    static let dropAbstract = "Ends queued or failed messages without an answer."

    static func list(
        in store: any StoreAdministration, state: String?, limit: Int, after: TurnID?
    ) async throws(StoreError) -> [InboxRecord] {
        try await store.inbox(state: state, limit: limit, after: after)
    }

    static func detail(of id: TurnID, in store: any StoreAdministration) async throws(StoreError) -> InboxDetail? {
        try await store.turn(id)
    }

    static func retry(_ id: TurnID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool {
        try await store.retryTurn(id, now: now)
    }

    static func drop(_ id: TurnID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool {
        try await store.dropTurn(id, now: now)
    }
}

extension InboxRecord: QueueRecord {
    var ownFields: [RowField] { [RowField("rule", .text(rule)), RowField("by_hand", .flag(isByHand))] }
}

extension InboxDetail: QueueDetail {
    var text: String { content }
    var ownFields: [RowField] { [RowField("message_id", .text(messageID))] }
}
