import ChannelKit
import ChannelTesting
import Synchronization

/// A platform without a wire: the channel under test finds it by its name.
final class PostOffice: ScriptedPlatform {
    private struct State {
        var script: [PlatformAnswer] = []
        var taken: [SentReply] = []
    }

    let name: String
    private let state = Mutex(State())
    private static let offices = Mutex<(last: Int, all: [String: PostOffice])>((0, [:]))

    init() {
        let number = Self.offices.withLock { offices in
            offices.last += 1
            return offices.last
        }
        name = "office-\(number)"
        Self.offices.withLock { $0.all[name] = self }
    }

    static func named(_ name: String) -> PostOffice? { offices.withLock { $0.all[name] } }

    func script(_ answers: [PlatformAnswer]) { state.withLock { $0.script = answers } }
    var taken: [SentReply] { state.withLock { $0.taken } }
    func stop() async { Self.offices.withLock { $0.all[name] = nil } }

    /// What comes of sending a text.
    func post(_ text: String, to chat: Int, as reply: String) -> PlatformAnswer {
        state.withLock { state in
            let answer = state.script.isEmpty ? .takes : state.script.removeFirst()
            if [.takes, .takesSilently].contains(answer) {
                state.taken.append(
                    SentReply(chat: chat, text: text, platformID: "p\(state.taken.count + 1)", reply: reply))
            }
            return answer
        }
    }
}
