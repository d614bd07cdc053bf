import ChannelKit
import LenientJSON
import SeededRandom
import Testing

@testable import ProcessChannel

@Suite("A program's receipts") struct ReceiptTests {
    private func outcome(_ members: String) -> Result<Receipt, ChannelError> {
        ProgramReceipt.outcome(Samples.json(#"{"type":"receipt","id":"1.1"\#(members)}"#))
    }

    private func error(_ members: String) -> ChannelError? {
        if case .failure(let error) = outcome(members) { error } else { nil }
    }

    @Test func `of what was sent bring the platform's ids, those that can be read`() throws {
        let ids = (0..<40).map { "\"p\($0)\"" }.joined(separator: ",")
        #expect(try outcome(#","outcome":"sent","platform_ids":[1,"b",null,{},""]"#).get().platformIDs == ["1", "b"])
        #expect(try outcome(#","outcome":"sent","platform_ids":[\#(ids)]"#).get().platformIDs.count == 32)
        #expect(try outcome(#","outcome":"sent","platform_ids":"b""#).get().platformIDs == [])
    }

    @Test(arguments: ["", #","outcome":"lost""#, #","outcome":7"#, #","outcome":["sent"]"#, #","outcome":"SENT""#])
    func `that say nothing known leave it unknown`(members: String) {
        #expect(error(members)?.retry == .unknown)
    }

    @Test(arguments: [
        ("7", 7), (#""7""#, 7), ("0", 0), ("-5", 0), ("1.2", 2), ("86401", 86_400), ("99999999999999999999", 86_400),
        ("1e999", 86_400), ("-1e999", 0), (#""nan""#, 1), (#""soon""#, 1), ("null", 1), ("{}", 1), ("[9]", 1),
    ]) func `name a time to wait, a day at most`(written: String, seconds: Int) {
        #expect(error(#","outcome":"retry","retry_after":\#(written)"#)?.retry == .after(.seconds(seconds)))
    }

    @Test func `hold for the chat, unless they say that it is the instance`() {
        #expect(error(#","outcome":"never""#)?.scope == .chat)
        #expect(error(#","outcome":"never","scope":"instance""#)?.scope == .instance)
        #expect(error(#","outcome":"retry","scope":{}"#)?.scope == .chat)
    }

    @Test func `settle each reply once, whatever is made up or comes late`() async throws {
        var generator = SeededGenerator(seed: 3)
        for round in 0..<200 {
            let pending = PendingReplies(limit: 8)
            var settled: [String: String] = [:]
            var open: Set<String> = []
            for step in 0..<60 {
                let id = "\(Int.random(in: 0..<12, using: &generator)).1"
                if generator.chance(2) {
                    // An id that was settled and not yet asked for is not opened by a session a second time.
                    guard settled[id] == nil else { continue }
                    let isNew = !open.contains(id) && open.count < 8
                    #expect(pending.open(id) == isNew, "round \(round), step \(step)")
                    if isNew { open.insert(id) }
                } else {
                    pending.resolve(id, .success(Receipt(platformIDs: ["\(step)"])))
                    if open.remove(id) != nil { settled[id] = "\(step)" }
                }
            }
            for (id, first) in settled {
                #expect(try await pending.outcome(of: id).get().platformIDs == [first], "round \(round)")
            }
            pending.resolveAll(.failure(.noReceipt("the program has ended")))
            for id in open {
                guard case .failure(let error) = await pending.outcome(of: id) else {
                    Issue.record("settled as sent in round \(round)")
                    continue
                }
                #expect(error.retry == .unknown)
            }
            #expect(pending.isEmpty)
        }
    }
}
