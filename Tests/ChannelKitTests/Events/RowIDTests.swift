import ChannelKit
import SeededRandom
import Testing

@Suite("A row's id")
struct RowIDTests {
    @Test("is read back from what it prints as, 100,000 times")
    func roundTrip() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<100_000 {
            let id = UserID(
                Int64.random(in: 1...Int64.max, using: &generator) >> Int64.random(in: 0...62, using: &generator))
            if id.rawValue > 0, UserID(id.description) != id { Issue.record("\(id)") }
        }
        #expect(MessageID("9223372036854775807")?.rawValue == .max)
        #expect(MessageID("1".dropFirst(0)) == MessageID(1))
    }

    @Test(
        "is no other text",
        arguments: [
            "", "0", "-1", "+1", "01", " 1", "1 ", "1.0", "1e3", "0x1", "١", "a", "9223372036854775808",
            "99999999999999999999", "1\n",
        ])
    func noID(text: String) { #expect(ConversationID(text) == nil) }

    @Test("is ordered as its number is")
    func order() { #expect(TurnID(2) < TurnID(10)) }

    @Test("is only ever read from digits, 100,000 times over")
    func fuzz() {
        var generator = SeededGenerator(seed: 10)
        let alphabet = Array("0123456789+-. e\u{0}")
        for _ in 0..<100_000 {
            let text = String(
                (0..<Int.random(in: 0...21, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "0"
                })
            if let id = ReplyID(text), id.description != text { Issue.record("\(text)") }
        }
    }
}
