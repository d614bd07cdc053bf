import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

struct LiveTurnTests {
    private let answer = TurnAnswer(text: "one two", message: MessageID(1), conversation: ConversationID(1))

    @Test func `a follower gets every piece in order and then the end`() async throws {
        let turn = LiveTurn()
        async let heard = Self.follow(turn)
        turn.append("one ")
        turn.append("two")
        turn.finish(.answered(answer))
        #expect(try await heard == Heard(text: "one two", end: .answered(answer)))
    }

    @Test func `a follower who comes late gets the whole answer`() async throws {
        let turn = LiveTurn()
        turn.append("one ")
        turn.finish(.answered(answer))
        #expect(try await Self.follow(turn) == Heard(text: "one two", end: .answered(answer)))
    }

    @Test func `a stored answer comes as one piece`() async throws {
        let turn = LiveTurn()
        turn.finish(.answered(answer))
        #expect(try await turn.next(after: 0) == .text("one two", next: 7))
        #expect(try await turn.next(after: 7) == .finished(.answered(answer)))
    }

    @Test func `text that nobody has seen can be taken back`() async throws {
        let turn = LiveTurn()
        turn.append("wrong")
        #expect(turn.restart())
        turn.append("one two")
        turn.finish(.answered(answer))
        #expect(try await Self.follow(turn).text == "one two")
    }

    @Test func `text that somebody has seen cannot be taken back`() async throws {
        let turn = LiveTurn()
        turn.append("one ")
        _ = try await turn.next(after: 0)
        #expect(!turn.restart())
    }

    @Test func `waiting for the end alone does not expose the text`() async throws {
        let turn = LiveTurn()
        async let result = turn.result()
        turn.append("one ")
        #expect(turn.restart())
        turn.append("one two")
        turn.finish(.answered(answer))
        #expect(try await result == .answered(answer))
    }

    @Test func `only the first result counts`() async throws {
        let turn = LiveTurn()
        turn.finish(.answered(answer))
        turn.finish(.failed(TurnFailure(error: .shuttingDown, recorded: true)))
        #expect(try await turn.result() == .answered(answer))
    }

    @Test func `a cancelled follower stops waiting and the turn goes on`() async throws {
        let turn = LiveTurn()
        let waiting = Task { try await turn.result() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        turn.finish(.answered(answer))
        #expect(try await turn.result() == .answered(answer))
    }

    @Test func `any number of followers hear the same`() async throws {
        let turn = LiveTurn()
        let answer = answer
        try await withThrowingTaskGroup(of: Heard.self) { group in
            for _ in 0..<100 { group.addTask { try await Self.follow(turn) } }
            for piece in ["o", "ne", " ", "tw", "o"] {
                turn.append(piece)
                await Task.yield()
            }
            turn.finish(.answered(answer))
            for try await heard in group { #expect(heard == Heard(text: "one two", end: .answered(answer))) }
        }
    }

    @Test func `what another process showed of an attempt that died is not mixed with the next one's answer`()
        async throws
    {
        let turn = LiveTurn()
        turn.append(TurnPiece(turn: TurnID(1), offset: 0, text: "zero"))
        #expect(try await turn.next(after: 0) == .text("zero", next: 4))
        #expect(turn.begin())
        turn.append("one two")
        turn.finish(.answered(answer))
        guard case .finished(.failed(let failure)) = try await turn.next(after: 4) else {
            Issue.record("who saw the beginning of another answer is told")
            return
        }
        #expect(failure.error.code == "answer_broke_off")
        #expect(failure.recorded)
        #expect(
            try await Self.follow(turn) == Heard(text: "", end: .answered(answer)),
            "who saw nothing gets the answer")
        #expect(try await turn.result() == .answered(answer))
    }

    @Test func `who saw the beginning of an answer that comes out the same again gets the rest`() async throws {
        let turn = LiveTurn()
        turn.append(TurnPiece(turn: TurnID(1), offset: 0, text: "one "))
        #expect(try await turn.next(after: 0) == .text("one ", next: 4))
        #expect(turn.begin())
        turn.append("one two")
        turn.finish(.answered(answer))
        #expect(try await turn.next(after: 4) == .text("two", next: 7))
    }

    @Test func `a turn that is another process's by now is waited for here until its time is over`() async throws {
        let board = TurnBoard()
        let turn = board.begin(TurnID(1)).live
        board.yield(TurnID(1), turn, until: .now + .seconds(60))
        #expect(board.waiting(after: nil, limit: 10).map(\.id) == [TurnID(1)])
        board.finishUnlessRunning(TurnID(1), turn, .answered(answer))
        #expect(try await turn.result() == .answered(answer))
        #expect(board.count == 0)
    }

    @Test func `a turn that is another process's by now does not hold up the end`() async throws {
        let board = TurnBoard()
        let turn = board.begin(TurnID(1)).live
        board.drain()
        board.yield(TurnID(1), turn, until: .now + .seconds(60))
        #expect(try await turn.result() == .failed(TurnFailure(error: .shuttingDown, recorded: true)))
    }

    @Test func `a turn that runs is not ended by draining, one that waits is`() async throws {
        let board = TurnBoard()
        let (running, waiting) = (board.begin(TurnID(1)).live, board.turn(TurnID(2), until: .now + .seconds(60)))
        board.drain()
        let later = board.turn(TurnID(3), until: .now + .seconds(60))
        let shutDown = TurnResult.failed(TurnFailure(error: .shuttingDown, recorded: true))
        #expect(try await waiting.result() == shutDown)
        #expect(try await later.result() == shutDown)
        board.finish(TurnID(1), running, .answered(answer))
        #expect(try await running.result() == .answered(answer))
    }

    @Test func `a second attempt has followers of its own: the first one's end is not theirs`() async throws {
        let board = TurnBoard()
        let first = board.begin(TurnID(1)).live
        let second = board.begin(TurnID(1)).live
        board.finish(TurnID(1), first, .failed(TurnFailure(error: .shuttingDown, recorded: true)))
        #expect(board.turn(TurnID(1), until: .now + .seconds(60)) === second)
        board.finish(TurnID(1), second, .answered(answer))
        #expect(try await second.result() == .answered(answer))
        #expect(board.count == 0)
    }

    @Test func `who waits for a turn before it is begun follows the attempt that begins`() async throws {
        let board = TurnBoard()
        let waiting = board.turn(TurnID(1), until: .now + .seconds(60))
        #expect(board.begin(TurnID(1)).live === waiting)
    }

    @Test func `news from the store ends a turn that waits, not one that runs`() async throws {
        let board = TurnBoard()
        let running = board.begin(TurnID(1)).live
        board.finishUnlessRunning(TurnID(1), running, .failed(TurnFailure(error: .shuttingDown, recorded: true)))
        #expect(board.turn(TurnID(1), until: .now + .seconds(60)) === running)
        let waiting = board.turn(TurnID(2), until: .now + .seconds(60))
        board.finishUnlessRunning(TurnID(2), waiting, .answered(answer))
        #expect(try await waiting.result() == .answered(answer))
        #expect(board.count == 1)
    }

    @Test func `a caller's wait for a turn that does not begin in time is over, one for a running turn is not`()
        async throws
    {
        let board = TurnBoard()
        let start = ContinuousClock.now
        let running = board.turn(TurnID(1), until: start)
        _ = board.begin(TurnID(1)).live
        let late = board.turn(TurnID(2), until: start + .seconds(1))
        let patient = board.turn(TurnID(3), until: start + .seconds(2))
        let timedOut = TurnResult.failed(TurnFailure(error: ChannelError(model: .waitedTooLong), recorded: true))
        #expect(board.expire(at: start + .seconds(1), with: timedOut) == start + .seconds(2))
        #expect(try await late.result() == timedOut)
        patient.finish(.answered(answer))
        board.finish(TurnID(1), running, .answered(answer))
        #expect(try await patient.result() == .answered(answer))
        #expect(try await running.result() == .answered(answer))
    }

    private struct Heard: Equatable {
        var text: String
        var end: TurnResult
    }

    private static func follow(_ turn: LiveTurn) async throws -> Heard {
        var (text, offset) = ("", 0)
        while true {
            switch try await turn.next(after: offset) {
            case .text(let piece, let next):
                text += piece
                offset = next
            case .finished(let end): return Heard(text: text, end: end)
            }
        }
    }
}
