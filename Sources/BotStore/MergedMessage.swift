public import ChannelKit

/// A message that the turn of an earlier one answers as well.
public struct MergedMessage: Sendable, Hashable {
    /// The platform's id of it.
    public var id: String
    public var address: ReplyAddress

    public init(id: String, address: ReplyAddress) {
        self.id = id
        self.address = address
    }
}
