import BotStore
import ChannelKit

/// Each kind of row as a JSON object.
extension AccountExport {
    static func object(_ user: UserRecord) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", user.id.description)
        object.add("name", user.name)
        object.add("email", user.email)
        object.add("phone_number", user.phoneNumber)
        object.add("is_guest", user.isGuest)
        object.add("origin", user.origin)
        object.add("created_at", user.createdAt)
        return object
    }

    static func object(_ link: LinkRecord) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", "\(link.id)")
        object.add("channel", link.id.channel)
        object.add("names", link.names)
        object.add("linked_at", link.linkedAt)
        return object
    }

    static func object(_ session: ExportedSession) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", session.id.description)
        object.add("channel", session.channel)
        object.add("created_at", session.createdAt)
        object.add("used_at", session.usedAt)
        object.add("expires_at", session.expiresAt)
        return object
    }

    static func object(_ conversation: ExportedConversation) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", conversation.id.description)
        object.add("channel", conversation.channel)
        object.add("created_at", conversation.createdAt)
        object.add("last_updated", conversation.lastUpdated)
        object.add("is_finished", conversation.isFinished)
        object.add("is_shared", conversation.isShared)
        return object
    }

    static func object(_ message: ExportedMessage) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", message.id.description)
        object.add("role", message.role.rawValue)
        object.add("content", message.content)
        object.add("status", message.status)
        object.add("created_at", message.createdAt)
        return object
    }

    static func object(_ turn: InboxDetail) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", turn.record.id.description)
        object.add("channel", turn.record.channel)
        object.add("message_id", turn.messageID)
        object.add("content", turn.content)
        object.add("state", turn.record.state)
        object.add("rule", turn.record.rule)
        object.add("created_at", turn.record.createdAt)
        object.add("last_error", turn.record.lastError?.code)
        return object
    }

    static func object(_ reply: OutboxDetail) -> JSONPiece {
        var object = JSONPiece()
        object.add("id", reply.record.id.description)
        object.add("channel", reply.record.channel)
        object.add("recipient", reply.record.recipient)
        object.add("in_reply_to", reply.record.inReplyTo)
        object.add("text", reply.text)
        object.add("state", reply.record.state)
        object.add("platform_ids", reply.platformIDs)
        object.add("created_at", reply.record.createdAt)
        object.add("last_error", reply.record.lastError?.code)
        return object
    }
}
