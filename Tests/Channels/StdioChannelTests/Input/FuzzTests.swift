import ChannelKit
import Testing

@testable import StdioChannel

@Suite("Any input") struct FuzzTests {
    @Test(.timeLimit(.minutes(5)))
    func `has exactly one outcome for each of 100,000 lines: a message, or an error line`() async throws {
        let count = 100_000
        var fuzzer = LineFuzzer(seed: 20_261_122)
        // The last line keeps its end, so that lines can be counted by it.
        let input = (0..<count).flatMap { _ in fuzzer.next() + [UInt8(ascii: "\n")] }
        let messages = Shared(0)
        let written = try await Console.conversation(
            input,
            admit: { message throws(ChannelError) in
                messages.change { $0 += 1 }
                // Opened and not accepted: nothing is written for it.
                return .history(HistoryPage(conversation: ConversationID(1), messages: []))
            })
        #expect(messages.value + written.count == count)
        #expect(messages.value > count / 20)
        #expect(written.count > count / 20)
        let wrong = written.filter { !$0.hasPrefix(#"{"type":"error","in_reply_to":"#) || !$0.hasSuffix("}") }
        #expect(wrong == [])
    }
}
