import BotHarness
import ChatClient
import FakeOpenAI
import Foundation
import Testing

/// The client library against the real bot.
@Suite("A conversation by the client library", .timeLimit(.minutes(2)))
struct ConversationTests {
    private static let key = "the-key-of-the-app"

    /// A bot that can be killed and started again on the same port and file.
    private struct Place {
        let model: FakeOpenAI
        let home: BotProcess.Home

        func start(port: Int = 0) async throws -> (bot: BotProcess, port: Int) {
            let file = try home.write(
                """
                server: { port: \(port) }
                admin: { port: 0 }
                store: { url: "sqlite:\(home.database)" }
                model: { provider: openai, base_url: "\(model.baseURL)", api_key: sk, name: fake-1 }
                channels:
                  web: { type: http, api_key: \(ConversationTests.key), jwt_key: a-jwt-key-of-at-least-32-bytes-for-tests }
                """)
            let bot = try BotProcess(["run", "--config", file], folder: home.folder)
            let address = try await bot.address()
            let port = try #require(address.split(separator: ":").last.flatMap { Int($0) })
            return (bot, port)
        }
    }

    private static func prepared(_ body: (Place) async throws -> Void) async throws {
        let model = try await FakeOpenAI.start()
        let place = Place(model: model, home: try BotProcess.Home())
        defer { place.home.remove() }
        try await body(place)
        try await model.stop()
    }

    private static func client(_ port: Int, key: String? = key) -> ChatClient {
        ChatClient("http://127.0.0.1:\(port)/chat", apiKey: key)
    }

    @Test func `a guest talks, reads the reply while it is written, and reads it back`() async throws {
        try await Self.prepared { place in
            let (bot, port) = try await place.start()
            place.model.setDefault(.reply("Grüße, 世界 🎉", pieces: 5))
            let opening = try await Self.client(port).open(name: "Ada")
            #expect(!opening.text.isEmpty && !opening.conversationID.isEmpty)
            let talk = opening.conversation
            #expect(try await talk.send("hi").text == "Grüße, 世界 🎉")
            var (text, turns) = ("", 0)
            var answer: Answer?
            for try await event in talk.stream("again") {
                switch event {
                case .turn: turns += 1
                case .text(let piece): text += piece
                case .reset: text = ""
                case .answer(let whole): answer = whole
                }
            }
            #expect(turns == 1 && text == "Grüße, 世界 🎉" && answer?.text == text)
            let history = try await Self.client(port).conversation(token: talk.token).history()
            #expect(history.map(\.role) == ["assistant", "user", "assistant", "user", "assistant"])
            #expect(history.last?.id == answer?.messageID)
            #expect(try await talk.history(limit: 1, before: history.last?.id).map(\.content) == ["again"])
            #expect(await bot.terminate() == .exited(0))
        }
    }

    @Test func `a stream outlives the server's death: what is void is said, and the answer comes whole`() async throws {
        try await Self.prepared { place in
            let (first, port) = try await place.start()
            place.model.script([.hang(after: "so far")])
            place.model.setDefault(.reply("the whole answer"))
            let talk = try await Self.client(port).open().conversation
            var events: [ChatEvent] = []
            var second: BotProcess?
            for try await event in talk.stream("tell") {
                events.append(event)
                if event == .text("so far") {
                    await first.kill()
                    second = try await place.start(port: port).bot
                }
            }
            #expect(events.count { if case .turn = $0 { true } else { false } } == 1)
            let reset = try #require(events.firstIndex(of: .reset))
            let text = events[reset...].map { if case .text(let piece) = $0 { piece } else { "" } }.joined()
            #expect(text == "the whole answer")
            guard case .answer(let answer)? = events.last else {
                Issue.record("no answer")
                return
            }
            #expect(answer.text == "the whole answer")
            #expect(try await talk.history().map(\.content).suffix(2) == ["tell", "the whole answer"])
            #expect(await second?.terminate() == .exited(0))
        }
    }

    @Test func `cancelling ends the stream with that code`() async throws {
        try await Self.prepared { place in
            let (bot, port) = try await place.start()
            place.model.script([.hang(after: "half")])
            let talk = try await Self.client(port).open().conversation
            var turn = ""
            do {
                for try await event in talk.stream("go") {
                    if case .turn(let id) = event { turn = id }
                    if case .text = event { try await talk.cancel(turn: turn) }
                }
                Issue.record("it ended as if nothing were")
            } catch let error as ChatError {
                #expect(error.code == "cancelled" && error.isRecorded == true)
            }
            await place.model.waitForClosedByPeer(1)
            var events: [ChatEvent] = []
            for try await event in talk.follow(turn: turn, after: "1.end") { events.append(event) }
            #expect(events.isEmpty, "nothing more to come")
            #expect(await bot.terminate() == .exited(0))
        }
    }

    @Test func `an error has the server's code, and a server that is not there is unreachable`() async throws {
        try await Self.prepared { place in
            let (bot, port) = try await place.start()
            let wrong = await #expect(throws: ChatError.self) { _ = try await Self.client(port, key: "no").open() }
            #expect(wrong?.status == 401 && wrong?.code == "invalid_api_key" && wrong?.requestID != nil)
            let token = await #expect(throws: ChatError.self) {
                for try await _ in Self.client(port).conversation(token: "none").stream("hi") {}
            }
            #expect(token?.code == "invalid_token")
            #expect(await bot.terminate() == .exited(0))
            var patience = ChatClient.Patience()
            (patience.attempts, patience.pause) = (2, .milliseconds(1))
            let gone = ChatClient("http://127.0.0.1:\(port)/chat", apiKey: Self.key, patience: patience)
            let error = await #expect(throws: ChatError.self) {
                _ = try await gone.conversation(token: "t").send("hi")
            }
            #expect(error?.code == "unreachable")
        }
    }
}
