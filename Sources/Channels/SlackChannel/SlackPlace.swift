import ChannelKit

/// Where a conversation takes place: a workspace's channel, or one thread of it. As an address `T1/C2`, or
/// `T1/C2/1355517523.000005`.
struct SlackPlace: Sendable, Hashable {
    var team: String
    var channel: String
    /// The message that the thread hangs from: never a reply in it (Slack, "chat.postMessage": `thread_ts`, 2026).
    var thread: MessageStamp?

    init(team: String, channel: String, thread: MessageStamp?) {
        self.team = team
        self.channel = channel
        self.thread = thread
    }

    init?(_ address: ChatAddress) {
        let parts = address.rawValue.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), let team = SlackID.plain(parts[0]), let channel = SlackID.plain(parts[1])
        else { return nil }
        self.init(team: team, channel: channel, thread: nil)
        if parts.count == 3 {
            guard let stamp = MessageStamp(parts[2]) else { return nil }
            thread = stamp
        }
    }

    var address: ChatAddress { ChatAddress("\(team)/\(channel)" + (thread.map { "/\($0)" } ?? "")) }
}
