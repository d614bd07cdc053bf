import ChannelKit

/// What one line asks for, checked against the limits.
struct LineRequest: Equatable {
    /// The message. Not blank.
    var text: String
    var id: String?
    var user: String?
    var name: String?
    var conversation: String?

    init(
        text: String, id: String? = nil, user: String? = nil, name: String? = nil, conversation: String? = nil
    ) throws(ChannelError) {
        for (field, value) in [("id", id), ("user", user), ("name", name), ("conversation", conversation)] {
            if let value, let fault = FieldLimit.fault(in: value) { throw .invalidField(field, fault) }
        }
        guard !text.utf8.contains(0) else { throw .invalidField("text", FieldLimit.nul) }
        guard !text.allSatisfy(\.isWhitespace) else { throw .emptyContent }
        self.text = text
        self.id = id
        self.user = user
        self.name = name
        self.conversation = conversation
    }
}

/// What every short field of a line has to keep to.
enum FieldLimit {
    static let bytes = 255
    static let nul = "must not contain the character U+0000"

    /// What is wrong with a value, or nil.
    static func fault(in value: String) -> String? {
        if value.isEmpty { return "must not be empty" }
        if value.utf8.count > bytes { return "must not be longer than \(bytes) bytes" }
        return value.utf8.contains(0) ? nul : nil
    }
}
