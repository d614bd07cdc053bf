public import ChannelKit

/// A reader that pauses, as a pager does, is no failure.
extension StdioChannel: UnhurriedSending {}

extension StdioChannel: ResourceClaiming {
    /// A process has one standard input: a second instance would take half of the first one's lines.
    public var claims: [String] { ["standard input"] }
}
