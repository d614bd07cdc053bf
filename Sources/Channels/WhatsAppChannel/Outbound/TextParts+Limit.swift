import ChannelKit

extension TextParts {
    /// WhatsApp takes 4,096 characters and does not say how they are counted: no count of them is above UTF-16's.
    static let messageLimit = 4_095

    init() { self.init(limit: Self.messageLimit) }
}
