import ChannelKit

/// The arguments of `chat.postMessage` (Slack, "chat.postMessage", 2026).
struct OutgoingMessage: Sendable {
    let place: SlackPlace
    /// As Slack is to read it: escaped already.
    let text: String
    /// Whether Slack's own markup is read in it.
    let isMarkup: Bool

    var json: [UInt8] {
        var bytes = Array("{\"channel\":".utf8)
        JSONText.append(place.channel, to: &bytes)
        if let thread = place.thread {
            bytes += ",\"thread_ts\":".utf8
            JSONText.append(thread.description, to: &bytes)
        }
        bytes += ",\"text\":".utf8
        JSONText.append(text, to: &bytes)
        // A model's answer may name any address: none of them is fetched for it.
        bytes += ",\"mrkdwn\":\(isMarkup),\"unfurl_links\":false,\"unfurl_media\":false}".utf8
        return bytes
    }
}
