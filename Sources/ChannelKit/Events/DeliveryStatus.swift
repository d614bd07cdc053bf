/// What a platform reports about a reply it took. States only ever go forward.
public struct DeliveryStatus: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, Comparable, CaseIterable {
        case sent, delivered, read, failed

        private var rank: Int {
            switch self {
            case .sent: 0
            case .delivered: 1
            case .read: 2
            case .failed: 3
            }
        }

        public static func < (left: State, right: State) -> Bool {
            left.rank < right.rank
        }
    }

    /// The platform's id of the reply, as in its `Receipt`.
    public var platformID: String
    /// Our own id of the reply, where the platform echoes it.
    public var reply: ReplyID?
    public var state: State
    /// Why it failed, and by `retry` what is to be done about it. Nil for the other states.
    public var error: ChannelError?

    public init(platformID: String, reply: ReplyID? = nil, state: State, error: ChannelError? = nil) {
        self.platformID = platformID
        self.reply = reply
        self.state = state
        self.error = error
    }
}
