import ChannelKit
import LenientJSON
import Synchronization

/// Who the bot is: its id is in its token, its user name has to be asked for, once.
final class BotIdentity: Sendable {
    let id: String

    private let api: BotAPI
    private let timeout: Duration
    private let known = Mutex<String?>(nil)

    init(api: BotAPI, token: Secret, timeout: Duration) {
        id = String(token.value.prefix { $0 != ":" })
        self.api = api
        self.timeout = timeout
    }

    /// Asks Telegram (`getMe`) where it is not known yet; two that ask at once ask twice.
    func username() async throws(ChannelError) -> String {
        if let name = known.withLock({ $0 }) { return name }
        let answer = try await api.call("getMe", timeout: timeout)
        guard let name = answer["username"]?.label(limit: 64) else { throw .oddAnswer(to: "getMe") }
        known.withLock { $0 = name }
        return name
    }
}
