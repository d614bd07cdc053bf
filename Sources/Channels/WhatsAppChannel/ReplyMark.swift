import ChannelKit

/// Our own id of a reply, as it travels with the message and comes back in its statuses. Other apps that send by the
/// same number have numbers of their own, and so has this bot on another store: the installation tells them apart.
struct ReplyMark: Sendable {
    let installation: String

    func text(of reply: ReplyID) -> String { "\(installation)-\(reply)" }

    /// Nil for what was not written here.
    func reply(in text: String) -> ReplyID? {
        text.hasPrefix(installation + "-") ? ReplyID(String(text.dropFirst(installation.count + 1))) : nil
    }
}
