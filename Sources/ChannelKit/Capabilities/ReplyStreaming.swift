/// A channel that can show a reply while it is still being written.
///
/// `reply(_:to:)` still brings the whole reply at the end; pieces are a courtesy and may be missing.
public protocol ReplyStreaming: Channel {
    /// False where this instance does not want pieces: then the model's call may be repeated until it is whole.
    var streamsReplies: Bool { get }

    /// Shows one more piece of the reply to the message with this address. Pieces of one reply come in order.
    func stream(_ piece: String, to address: ReplyAddress) async
}
