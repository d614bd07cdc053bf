import ChannelKit
import ChannelTesting
import Synchronization

/// A platform without a wire: the channel under test finds it by its name.
final class PostOffice: ScriptedPlatform {
    private struct State {
        var script: [PlatformAnswer] = []
        var taken: [SentReply] = []
        /// What waits for the loop, oldest first. It stays: who asks says what they have.
        var waiting: [SampleMessage] = []
        var drafts: [Int: String] = [:]
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
    func draft(in chat: Int) -> String? { state.withLock { $0.drafts[chat] ?? "" } }
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

    /// Changes what a person sees of the reply that is being written to them.
    func draw(in chat: Int, _ change: (String) -> String) {
        state.withLock { $0.drafts[chat] = change($0.drafts[chat] ?? "") }
    }

    func put(_ messages: [SampleMessage]) { state.withLock { $0.waiting += messages } }
    func messages(after count: Int) -> [SampleMessage] { state.withLock { Array($0.waiting.dropFirst(count)) } }
}
