import ChannelKit
import LenientJSON
import Logging

extension WebhookReader {
    /// What became of a reply, or nil for what says nothing about that.
    func status(_ status: JSONValue) -> DeliveryStatus? {
        guard let id = status["id"]?.label(limit: Self.idLimit) else {
            logger.warning("a status was dropped: its id is missing, or longer than \(Self.idLimit) bytes")
            return nil
        }
        guard let state = Self.state(status["status"]?.text) else {
            let word = SettingsFault.shown(status["status"]?.text ?? "")
            logger.debug("a status was left: it says nothing about delivery", metadata: ["status": "\(word)"])
            return nil
        }
        // In a group each participant has a status. That one of them was not reached does not undo the reply.
        if state == .failed, status["recipient_participant_id"] != nil || status["recipient_participant_user_id"] != nil
        {
            logger.info("a reply did not reach one participant of a group")
            return nil
        }
        let reply = status["biz_opaque_callback_data"]?.text.flatMap(mark.reply)
        let error = state == .failed ? error(in: status) : nil
        return DeliveryStatus(platformID: id, reply: reply, state: state, error: error)
    }

    /// A voice message that was `played` was read. `deleted` and `warning`, of older versions, are no delivery.
    private static func state(_ word: String?) -> DeliveryStatus.State? {
        word == "played" ? .read : word.flatMap(DeliveryStatus.State.init)
    }

    private func error(in status: JSONValue) -> ChannelError {
        let error = status["errors"]?.elements.first
        guard let code = error?["code"]?.integer else {
            return ChannelError(
                "not_delivered", kind: .upstreamFailed,
                message: "WhatsApp did not deliver the message, and did not say why.")
        }
        // Older versions put the details at the top.
        // How often the reply was sent is for the runtime to know: it waits longer each time.
        let words = [error?["error_data"]?["details"], error?["details"], error?["title"], error?["message"]]
        return GraphErrorTable.channelError(
            code: code, title: words.lazy.compactMap { $0?.text }.first, isStatus: true, hasFallback: hasFallback,
            attempt: 1)
    }
}
