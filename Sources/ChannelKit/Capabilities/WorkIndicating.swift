/// A channel that can show that the bot is at work on a message: a read mark, a typing indicator.
public protocol WorkIndicating: Channel {
    /// Called when the model is about to be asked, at most once an attempt and never for a message that will not be
    /// answered; of messages that share a turn it is the newest. A courtesy: it returns nothing, and the turn does not wait
    /// for it. It may show it again and again, where a platform shows it for a while only: it is cancelled when the turn is
    /// over, or after two minutes.
    func indicateWork(on messageID: String, at address: ReplyAddress) async
}
