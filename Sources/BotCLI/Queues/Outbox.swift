import BotStore
import ChannelKit
import Foundation

/// Replies on their way. Recipients may be phone numbers: they are shown to operators and never logged.
enum Outbox: OperatorQueue {
    static let name = "outbox"
    static let noun = "reply"
    static let states: KeyValuePairs = [
        "pending": "it is sent when its time comes; it can be dropped",
        "sending": "it is being sent; wait for what becomes of it",
        "sent": "it is over",
        "delivered": "it is over",
        "read": "it is over",
        "dead": "it can be retried or dropped",
    ]
    static let listAbstract = "Lists replies that are not sent yet, and dead letters; oldest first."
    static let retryAbstract = "Sends dead letters again, behind what waits for their chats."
    static let dropAbstract = "Makes pending replies dead letters, and deletes dead letters."

    static func list(
        in store: any StoreAdministration, state: String?, limit: Int, after: ReplyID?
    ) async throws(StoreError) -> [OutboxRecord] {
        try await store.outbox(state: state, limit: limit, after: after)
    }

    static func detail(of id: ReplyID, in store: any StoreAdministration) async throws(StoreError) -> OutboxDetail? {
        try await store.reply(id)
    }

    static func retry(_ id: ReplyID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool {
        try await store.retryReply(id, now: now)
    }

    static func drop(_ id: ReplyID, in store: any StoreAdministration, now: Date) async throws(StoreError) -> Bool {
        try await store.dropReply(id, now: now)
    }
}

extension OutboxRecord: QueueRecord {
    var ownFields: [RowField] {
        [
            RowField("recipient", .text(recipient)), RowField("in_reply_to", .text(inReplyTo), isListed: false),
            RowField("uncertain", .number(uncertain)),
        ]
    }
}

extension OutboxDetail: QueueDetail {
    var ownFields: [RowField] { [RowField("platform_ids", .texts(platformIDs))] }
}
