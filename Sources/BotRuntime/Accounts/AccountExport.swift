public import BotStore
public import ChannelKit

public import struct Foundation.Date

/// Everything that the bot holds of a user, as one JSON object, written page by page: however much it is, little of it is
/// in memory at once.
public struct AccountExport: Sendable {
    static let pageSize = 500

    private let user: UserID
    private let accounts: any AccountStore
    private let exportedAt: Date

    public init(user: UserID, accounts: any AccountStore, exportedAt: Date) {
        self.user = user
        self.accounts = accounts
        self.exportedAt = exportedAt
    }

    /// Throws what `write` throws, and `StoreError`. A user who is deleted meanwhile ends early.
    public func write(to write: (_ piece: [UInt8]) async throws -> Void) async throws {
        guard let head = try await accounts.exportHead(of: user) else {
            throw StoreError(.invalid, "there is no user \(user)")
        }
        var start = JSONPiece()
        start.add("format", "channelkit-user-export-1")
        start.add("exported_at", exportedAt)
        start.add("user", Self.object(head.user))
        start.add("links", head.links.map(Self.object))
        start.add("sessions", head.sessions.map(Self.object))
        try await write(start.opened)
        try await self.write(head.conversations, write)
        try await list("inbox", write) { (after: TurnID?) in
            try await accounts.exportInbox(of: user, after: after, limit: Self.pageSize)
                .map { ($0.record.id, Self.object($0)) }
        }
        try await list("outbox", write) { (after: ReplyID?) in
            try await accounts.exportOutbox(of: user, after: after, limit: Self.pageSize)
                .map { ($0.record.id, Self.object($0)) }
        }
        try await write(Array("}\n".utf8))
    }

    private func write(
        _ conversations: [ExportedConversation], _ write: (_ piece: [UInt8]) async throws -> Void
    ) async throws {
        try await write(Array(",\"conversations\":[".utf8))
        for (index, conversation) in conversations.enumerated() {
            if index > 0 { try await write([UInt8(ascii: ",")]) }
            try await write(Self.object(conversation).opened)
            try await list("messages", write) { (after: MessageID?) in
                // What others have said in a chat that is not the user's alone is not the user's.
                if conversation.isShared { return [] }
                return try await accounts.exportMessages(of: conversation.id, after: after, limit: Self.pageSize)
                    .map { ($0.id, Self.object($0)) }
            }
            try await write([UInt8(ascii: "}")])
        }
        try await write([UInt8(ascii: "]")])
    }

    /// A member whose value is a list that is read page by page.
    private func list<ID: RowID>(
        _ name: String, _ write: (_ piece: [UInt8]) async throws -> Void,
        page: (_ after: ID?) async throws -> [(id: ID, object: JSONPiece)]
    ) async throws {
        try await write(Array(",\"\(name)\":[".utf8))
        var last: ID?
        while true {
            let rows = try await page(last)
            var bytes: [UInt8] = []
            for row in rows {
                if last != nil || !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
                bytes += row.object.closed
            }
            if !bytes.isEmpty { try await write(bytes) }
            guard let end = rows.last?.id, rows.count == Self.pageSize else { break }
            last = end
        }
        try await write([UInt8(ascii: "]")])
    }
}
