import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

/// A turn that is followed by positions, which hold across attempts, processes and restarts.
struct TurnStepTests {
    private let answer = TurnAnswer(text: "one two", message: MessageID(1), conversation: ConversationID(1))

    private func position(_ attempt: Int, _ offset: Int?) -> TurnPosition {
        TurnPosition(attempt: attempt, offset: offset)
    }

    @Test func `pieces come with the place that they lead to, then the end`() async throws {
        let turn = LiveTurn()
        #expect(turn.begin(attempt: 3))
        turn.append("one ")
        #expect(try await turn.step(after: .start) == .text("one ", position(3, 4)))
        turn.append("two")
        #expect(try await turn.step(after: position(3, 4)) == .text("two", position(3, 7)))
        turn.finish(.answered(answer))
        #expect(try await turn.step(after: position(3, 7)) == .finished(.answered(answer), position(3, nil)))
    }

    @Test func `who comes back gets exactly what is missing`() async throws {
        let turn = LiveTurn()
        #expect(turn.begin(attempt: 1))
        turn.append("one ")
        turn.append("two")
        #expect(try await turn.step(after: position(1, 2)) == .text("e two", position(1, 7)))
    }

    @Test func `a place within a character brings the character whole`() async throws {
        let turn = LiveTurn()
        turn.append("a🎉b")
        #expect(try await turn.step(after: position(1, 3)) == .text("🎉b", position(1, 6)))
    }

    @Test func `who was shown another attempt is told to forget it, once`() async throws {
        let turn = LiveTurn()
        #expect(turn.begin(attempt: 2))
        turn.append("new")
        #expect(try await turn.step(after: position(1, 57)) == .reset(position(2, 0)))
        #expect(try await turn.step(after: position(2, 0)) == .text("new", position(2, 3)))
    }

    @Test func `who has seen more than is known here is not thrown back`() async throws {
        let turn = LiveTurn()
        turn.append(TurnPiece(turn: TurnID(1), attempt: 1, offset: 0, text: "old"))
        async let step = turn.step(after: position(2, 1))
        turn.append(TurnPiece(turn: TurnID(1), attempt: 2, offset: 0, text: "new"))
        #expect(try await step == .text("ew", position(2, 3)))
    }

    @Test func `pieces of an attempt that is over are left out`() async throws {
        let turn = LiveTurn()
        turn.append(TurnPiece(turn: TurnID(1), attempt: 2, offset: 0, text: "new"))
        turn.append(TurnPiece(turn: TurnID(1), attempt: 1, offset: 3, text: "old"))
        #expect(try await turn.step(after: .start) == .text("new", position(2, 3)))
    }

    @Test func `the end of a later attempt than was shown brings its whole answer`() async throws {
        let turn = LiveTurn()
        turn.append(TurnPiece(turn: TurnID(1), attempt: 1, offset: 0, text: "one, "))
        #expect(try await turn.step(after: .start) == .text("one, ", position(1, 5)))
        turn.finishUnlessRunning(.answered(answer), attempt: 2)
        #expect(try await turn.step(after: position(1, 5)) == .reset(position(2, 0)))
        #expect(try await turn.step(after: position(2, 0)) == .text("one two", position(2, 7)))
        #expect(try await turn.step(after: position(2, 7)) == .finished(.answered(answer), position(2, nil)))
    }

    @Test func `an answer other than what was shown of the same attempt is shown whole, once`() async throws {
        let turn = LiveTurn()
        turn.append("zero zero")
        #expect(try await turn.step(after: .start) == .text("zero zero", position(1, 9)))
        turn.finish(.answered(answer))
        #expect(try await turn.step(after: position(1, 9)) == .reset(position(1, 0)))
        #expect(try await turn.step(after: position(1, 0)) == .text("one two", position(1, 7)))
        #expect(try await turn.step(after: position(1, 7)) == .finished(.answered(answer), position(1, nil)))
    }

    @Test func `an end that is this process's only has no place`() async throws {
        let board = TurnBoard()
        let turn = board.turn(TurnID(1), until: .now + .seconds(60))
        board.drain()
        guard case .finished(.failed, nil) = try await turn.step(after: .start) else {
            Issue.record("it is taken for the turn's end")
            return
        }
    }

    @Test func `who has read the end of a failed attempt waits for the next one`() async throws {
        let turn = LiveTurn()
        async let step = turn.step(after: position(1, nil))
        #expect(turn.begin(attempt: 2))
        #expect(try await step == .reset(position(2, 0)))
    }

    @Test func `a beat is an empty step, and moves nobody`() async throws {
        let turn = LiveTurn()
        #expect(turn.begin(attempt: 1))
        turn.append("one ")
        async let result = turn.result()
        async let step = turn.step(after: position(1, 4))
        for _ in 0..<100 {
            turn.beat()
            await Task.yield()
        }
        turn.finish(.answered(answer))
        let first = try await step
        #expect(first == .text("", position(1, 4)) || first == .text("two", position(1, 7)))
        #expect(try await result == .answered(answer), "who waits for the end hears nothing of it")
    }

    @Test(arguments: ["1.0", "12.345", "3.end"])
    func `a position is read as it was written`(text: String) {
        #expect(TurnPosition(text)?.description == text)
    }

    @Test(arguments: ["", "1", "0.5", "-1.5", "1.-5", "1.5.6", "a.b", "1.End", "99999999999.1", " 1.5", "1.5 ", "1.٣"])
    func `what is no position is none`(text: String) { #expect(TurnPosition(text) == nil) }

    @Test func `a call that is to be cancelled before it begins is cancelled as it begins`() async {
        let turn = LiveTurn()
        #expect(!turn.cancel(), "it does not run here")
        #expect(turn.begin(attempt: 1))
        #expect(turn.cancel())
        await confirmation { cancelled in turn.setCall { cancelled() } }
    }

    @Test func `pieces that come close together are told together`() async throws {
        let pace = Pace()
        let board = TurnBoard(pace: pace)
        let ticking = Task { await pace.run(board) }
        while !pace.isTicking { await Task.yield() }
        let turn = board.begin(TurnID(1), attempt: 1).live
        async let heard = Self.steps(of: turn)
        let text = String(repeating: "x", count: 2_000)
        for character in text { turn.append(String(character)) }
        turn.finish(.answered(TurnAnswer(text: text, message: MessageID(1), conversation: ConversationID(1))))
        let (said, count) = try await heard
        #expect(said == text)
        #expect(count < 500, "\(count) steps")
        pace.finish()
        await ticking.value
    }

    private static func steps(of turn: LiveTurn) async throws -> (String, Int) {
        var (text, count, position) = ("", 0, TurnPosition.start)
        while true {
            switch try await turn.step(after: position) {
            case .text(let piece, let next):
                text += piece
                count += 1
                position = next
            case .reset(let next): position = next
            case .finished: return (text, count)
            }
        }
    }
}
