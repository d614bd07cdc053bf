import BotHarness
import Foundation
import Synchronization

/// The bots that are tortured, each in its place, where another is started when it was killed.
final class TortureVictims: Sendable {
    private struct State {
        var bots: [BotProcess?]
        var addresses: [String]
        var paused: Set<Int> = []
        var kills = 0
        var ends: [BotProcess.Status] = []
    }

    private let file: String
    private let state: Mutex<State>

    init(file: String, count: Int) {
        self.file = file
        state = Mutex(
            State(bots: Array(repeating: nil, count: count), addresses: Array(repeating: "", count: count)))
    }

    /// Starts one in that place. One that finds no database ends, and is started again, as a supervisor does.
    func begin(_ place: Int) async throws {
        while true {
            let bot = try BotProcess(["run", "--config", file])
            state.withLock { $0.bots[place] = bot }
            guard let address = try? await bot.address() else {
                guard await bot.status() == .exited(69) else {
                    throw BotProcess.Failure(description: "a bot did not start:\n\(bot.log.text)")
                }
                continue
            }
            return state.withLock { $0.addresses[place] = address }
        }
    }

    /// That of any which is not stopped; it may have been killed a moment ago.
    var address: String {
        state.withLock { state in
            state.addresses.indices.filter { !state.paused.contains($0) }.randomElement()
                .map { state.addresses[$0] } ?? ""
        }
    }

    /// Kills any one that is not stopped. Returns its place, and its id as a process.
    func kill() async -> (place: Int, processID: Int32)? {
        let victim = state.withLock { state in
            state.bots.indices.filter { !state.paused.contains($0) }.randomElement()
                .flatMap { place in state.bots[place].map { (place, $0) } }
        }
        guard let (place, bot) = victim else { return nil }
        await bot.kill()
        state.withLock { $0.kills += 1 }
        return (place, bot.processID)
    }

    var kills: Int { state.withLock { $0.kills } }

    /// Stops one: it does nothing, and knows nothing of that.
    func stop(_ place: Int) -> Int32? {
        state.withLock { state in
            state.paused.insert(place)
            state.bots[place]?.send(SIGSTOP)
            return state.bots[place]?.processID
        }
    }

    func goOn(_ place: Int) {
        state.withLock { state in
            state.bots[place]?.send(SIGCONT)
            state.paused.remove(place)
        }
    }

    func terminate() async {
        for bot in state.withLock({ $0.bots }) {
            guard let status = await bot?.terminate() else { continue }
            state.withLock { $0.ends.append(status) }
        }
    }

    /// How they ended in the end, when they were asked to.
    var ends: [BotProcess.Status] { state.withLock { $0.ends } }

    /// What the living ones have logged.
    var logs: [String] { state.withLock { $0.bots.compactMap { $0?.log.text } } }
}
