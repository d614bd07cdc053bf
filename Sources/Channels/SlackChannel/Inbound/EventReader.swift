import ChannelKit
import Logging

/// Translates one event into a message, or into nothing: most events are no message to the bot.
///
/// A message is known by its channel and its time there, which are the same when Slack posts an event again, and when it
/// posts one message both as `message` and as `app_mention`. Its `event_id` would tell the two apart.
struct EventReader: Sendable {
    /// Limit of a message's text, in bytes. Slack's own is 40,000 characters.
    static let textLimit = 64 << 10

    let settings: SlackChannel.Settings
    let logger: Logger

    func message(in envelope: SlackEnvelope) -> InboundMessage? {
        guard let event = envelope.event, ["message", "app_mention"].contains(event.type) else {
            // Reactions, joins, files and whatever comes later.
            logger.debug(
                "an event of another type was left",
                metadata: ["type": "\(SettingsFault.shown(envelope.event?.type ?? ""))"])
            return nil
        }
        guard event.isSaid else {
            logger.debug(
                "what no person has said was left", metadata: ["subtype": "\(SettingsFault.shown(event.subtype ?? ""))"]
            )
            return nil
        }
        guard let team = envelope.team, let channel = event.channel, let stamp = event.stamp else {
            logger.warning("a message was dropped: its workspace, its channel or its time is missing")
            return nil
        }
        guard settings.teamID.map({ $0 == team }) ?? true else {
            logger.info("a message of another workspace was left", metadata: ["team_id": "\(team)"])
            return nil
        }
        // Slackbot speaks for Slack itself, as a user and without a bot's marks.
        guard let user = event.user, user != "USLACKBOT", user != envelope.bot else {
            logger.debug("a message of nobody's was left", metadata: ["message": "\(channel)/\(stamp)"])
            return nil
        }
        // One that mentions the bot comes a second time. What is recorded here would hide it.
        guard event.isDirect || event.type == "app_mention" || settings.respondTo == .all else { return nil }
        let (text, handling) = handling(of: event, bot: envelope.bot)
        return InboundMessage(
            id: "\(channel)/\(stamp)", sender: .identity(Identity(scope: team, id: user)),
            profile: Profile(name: event.name),
            address: SlackPlace(team: team, channel: channel, thread: thread(of: event, stamp)).address, content: text,
            handling: handling, sentAt: stamp.date, caller: .absent)
    }

    private func thread(of event: SlackEvent, _ stamp: MessageStamp) -> MessageStamp? {
        let placement = event.isDirect ? settings.respondInDirect : settings.respondIn
        return event.thread ?? (placement == .thread ? stamp : nil)
    }

    /// The text for the model, empty where it is not asked, and whether it is. What is skipped is not kept.
    private func handling(of event: SlackEvent, bot: String?) -> (String, Handling) {
        if !event.isDirect, settings.respondTo == .none { return ("", .skip(rule: "channel")) }
        var text = event.text ?? ""
        if text.utf8.count > Self.textLimit {
            logger.warning("a message's text was cut to \(SizeText.write(Self.textLimit))")
            text = text.cut(to: Self.textLimit)
        }
        let plain = MarkedText(text).plain(without: bot, isCalled: event.type == "app_mention")
        if !plain.isBlank { return (plain, .answer) }
        guard event.hasFiles else { return ("", .skip(rule: "nothing_to_read")) }
        return ("", settings.unreadableText.isEmpty ? .skip(rule: "unreadable") : .say(settings.unreadableText))
    }
}
