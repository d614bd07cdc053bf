import Crypto
public import Foundation

extension FakeSlack {
    /// What somebody has said, as the field `event` has it. `more` are further fields, and begin with a comma.
    ///
    /// - Parameter ts: `seconds.microseconds`.
    public static func message(
        _ text: String, in channel: String, from user: String = "U0ANN0001", ts: String, thread: String? = nil,
        type: String = "message", channelType: String? = nil, more: String = ""
    ) -> String {
        let kind = type == "message" ? channelType ?? (channel.hasPrefix("D") ? "im" : "channel") : channelType
        return #"{"type":"\#(type)","user":"\#(user)","text":\#(Wire.quoted(text)),"ts":"\#(ts)","#
            + (thread.map { #""thread_ts":"\#($0)","# } ?? "") + (kind.map { #""channel_type":"\#($0)","# } ?? "")
            + #""channel":"\#(channel)","event_ts":"\#(ts)"\#(more)}"#
    }

    /// A whole request's body. `bot` is as whom the app sees the event; nil: nothing says so.
    public static func callback(_ event: String, team: String = team, bot: String? = bot) -> String {
        let authorizations = bot.map { #","authorizations":[{"team_id":"\#(team)","user_id":"\#($0)","is_bot":true}]"# }
        return #"{"token":"XXYYZZ","team_id":"\#(team)","api_app_id":"A0FAKE001","event":\#(event),"#
            + #""type":"event_callback","event_id":"Ev0FAKE001","event_time":1355517523\#(authorizations ?? "")}"#
    }

    /// The headers that make a body Slack's. `secret` and `time` are Slack's own unless they are given.
    public func headers(of body: String, secret: String? = nil, time: Date = Date()) -> [String: String] {
        Self.headers(of: Array(body.utf8), secret: secret ?? signingSecret, time: time)
    }

    public static func headers(of body: [UInt8], secret: String, time: Date = Date()) -> [String: String] {
        let seconds = String(Int(time.timeIntervalSince1970))
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("v0:\(seconds):".utf8) + body, using: SymmetricKey(data: Array(secret.utf8)))
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return ["X-Slack-Signature": "v0=" + digits, "X-Slack-Request-Timestamp": seconds]
    }
}
