import BotStore
import ChannelKit
import Testing

@testable import BotRuntime

/// A turn that runs at another process and is followed here.
struct RelayedTurnTests {
    private func piece(_ offset: Int, _ text: String) -> TurnPiece {
        TurnPiece(turn: TurnID(1), offset: offset, text: text)
    }

    @Test func `its pieces come in order, each once`() async throws {
        let turn = LiveTurn()
        turn.append(piece(0, "one "))
        turn.append(piece(0, "one two "))
        turn.append(piece(4, "two "))
        #expect(try await turn.next(after: 0) == .text("one two ", next: 8))
    }

    @Test func `what leaves a gap is left out, and comes with the end`() async throws {
        let turn = LiveTurn()
        turn.append(piece(0, "one "))
        turn.append(piece(8, "three"))
        #expect(try await turn.next(after: 0) == .text("one ", next: 4))
        let answer = TurnAnswer(text: "one two three", message: MessageID(1), conversation: ConversationID(1))
        turn.finishUnlessRunning(.answered(answer))
        #expect(try await turn.next(after: 4) == .text("two three", next: 13))
    }

    @Test func `an answer other than what was shown is no end of it`() async throws {
        let turn = LiveTurn()
        turn.append(piece(0, "theirs"))
        _ = try await turn.next(after: 0)
        turn.finishUnlessRunning(
            .answered(TurnAnswer(text: "ours", message: MessageID(1), conversation: ConversationID(1))))
        guard case .finished(.failed) = try await turn.next(after: 6) else {
            Issue.record("it is taken for the whole")
            return
        }
    }

    @Test func `a turn that runs here hears nothing from elsewhere`() async throws {
        let turn = LiveTurn()
        #expect(turn.begin())
        turn.append(piece(0, "theirs"))
        turn.append("ours")
        #expect(try await turn.next(after: 0) == .text("ours", next: 4))
    }

    @Test func `a piece that comes before its turn is on the board is not lost`() async throws {
        let board = TurnBoard()
        board.append(piece(0, "one "))
        board.append(piece(4, "two"))
        let turn = board.turn(TurnID(1), until: .now + .seconds(60))
        #expect(try await turn.next(after: 0) == .text("one two", next: 7))
    }

    @Test func `who wants to be shown a turn before it is on the board is shown it`() {
        let board = TurnBoard()
        #expect(board.follow(TurnID(1), by: ProcessID(rawValue: 2)) == nil)
        #expect(board.begin(TurnID(1)).followers == [ProcessID(rawValue: 2)])
        #expect(board.begin(TurnID(1)).followers.isEmpty, "they are told once")
    }

    @Test func `notices of turns that never come are dropped, the oldest first`() {
        var early = EarlyNotices()
        for id in 0...Int64(EarlyNotices.mostTurns) {
            early.keep(TurnPiece(turn: TurnID(id), offset: 0, text: "x"))
            early.keep(TurnPiece(turn: TurnID(id), offset: 1, text: "y"))
        }
        #expect(early.take(TurnID(0)).pieces.isEmpty)
        #expect(early.take(TurnID(1)).pieces.count == 2)
        for offset in 0..<200 { early.keep(TurnPiece(turn: TurnID(7), offset: offset, text: "z")) }
        #expect(early.take(TurnID(7)).pieces.count == EarlyNotices.mostPieces)
    }
}
