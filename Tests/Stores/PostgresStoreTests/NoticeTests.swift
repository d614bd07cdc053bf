import BotStore
import ChannelKit
import Testing

@testable import PostgresStore

@Suite("What processes tell one another")
struct NoticeTests {
    @Test(
        "is read as it was written",
        arguments: [
            ("ck_work", "", StoreNotice.turnsWait), ("ck_r7", "replies", .repliesWait),
            ("ck_r7", "suspects", .suspects),
            ("ck_r7", "ended 12", .ended(TurnID(12))),
            ("ck_r7", "follow 12 3", .followed(TurnID(12), by: ProcessID(rawValue: 3))),
            ("ck_r7", "piece 12 5  two words ", .piece(TurnPiece(turn: TurnID(12), offset: 5, text: " two words "))),
        ])
    func reading(channel: String, payload: String, notice: StoreNotice) {
        #expect(StoreNotice(channel: channel, payload: payload) == notice)
    }

    @Test(
        "means nothing where it makes no sense",
        arguments: ["", "ended", "ended x", "ended 0", "follow 1", "piece 1 2", "piece 1 x y", "dance 1"])
    func nonsense(payload: String) {
        #expect(StoreNotice(channel: "ck_r7", payload: payload) == nil)
    }

    @Test("fits a payload, however long a piece is, and is whole when put together")
    func longPieces() throws {
        let text = String(repeating: "Grüße 👩‍👩‍👧‍👦 ", count: 2_000)
        let pieces = TurnPiece(turn: TurnID(1), offset: 3, text: text).payloads
        #expect(pieces.count > 5)
        #expect(pieces.allSatisfy { $0.payload.utf8.count < 8_000 })
        #expect(pieces.map(\.text).joined() == text)
        var offset = 3
        for piece in pieces {
            #expect(piece.offset == offset)
            offset += piece.text.utf8.count
        }
    }
}
