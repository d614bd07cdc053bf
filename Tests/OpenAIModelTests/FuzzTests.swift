import BotModel
import NIOHTTP1
import Testing

@testable import OpenAIModel

/// Broken input of every kind, the same in every run.
@Suite struct FuzzTests {
    /// A small generator with a seed, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let seeds = [
        "data: \(Chunk.text("größer 😀"))\n\ndata: \(Chunk.finish("stop"))\n\ndata: [DONE]\n\n",
        "\u{FEFF}: ping\r\n\r\nevent: x\r\ndata: {\r\ndata: \"choices\":[]}\r\n\r\ndata: [DONE]\r\n\r\n",
        #"{"model":"m","choices":[{"message":{"content":"Hi \ud83d\ude00 \n"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#,
        "data: {\"error\":{\"code\":500,\"message\":\"no\"}}\n\n", "<html></html>",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1e3}}\r\rdata: [DONE]\r\r",
    ].map { Array($0.utf8) }

    private static func mutated(_ generator: inout Generator) -> [UInt8] {
        var bytes = seeds.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 0...6, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(Array("\r\n{}[]\":,\\\u{0}".utf8).randomElement(using: &generator) ?? 0, at: index)
            case 3: bytes.removeSubrange(index...)
            default: bytes.insert(contentsOf: bytes[index...].prefix(20), at: bytes.startIndex)
            }
        }
        return bytes
    }

    private static func pieces(_ bytes: [UInt8], _ generator: inout Generator) -> [ArraySlice<UInt8>] {
        var rest = bytes[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let length = Int.random(in: 1...max(1, min(rest.count, 40)), using: &generator)
            pieces.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    private static func outcome(_ pieces: [ArraySlice<UInt8>]) -> (text: String, result: Result<ModelReply, Fault>) {
        let draft = RecordingDraft()
        var reader = ReplyReader(draft: draft, redactor: Redactor(["secret"]), maxReplyBytes: 1 << 20)
        do throws(Fault) {
            for piece in pieces { try reader.receive(piece) }
            return (draft.text, .success(try reader.finish()))
        } catch {
            return (draft.text, .failure(error))
        }
    }

    @Test(arguments: 0..<8) func `broken streams do no harm, and borders change nothing`(_ part: UInt64) async {
        var generator = Generator(state: 20_261_122 &+ part)
        for round in 0..<12_500 {
            if round.isMultiple(of: 10) { await Task.yield() }  // other tests wait for what does not wait for them
            let bytes = Self.mutated(&generator)
            let whole = Self.outcome([bytes[...]])
            let split = Self.outcome(Self.pieces(bytes, &generator))
            #expect(whole.text == split.text)
            switch (whole.result, split.result) {
            case (.success(let one), .success(let other)): #expect(one == other)
            // A web page is quoted as far as it had come.
            case (.failure(let one), .failure(let other)):
                #expect(one.error.code == other.error.code && one.remedy == other.remedy)
            default: Issue.record("whole and split differ: \(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }

    @Test func `splitting a stream anywhere gives the same events`() async throws {
        var generator = Generator(state: 7)
        for round in 0..<20_000 {
            if round.isMultiple(of: 10) { await Task.yield() }
            let bytes = Self.mutated(&generator)
            var one = ServerSentEventParser(), other = ServerSentEventParser()
            let whole = try one.receive(bytes)
            var split: [ServerSentEventParser.Event] = []
            for piece in Self.pieces(bytes, &generator) { split += try other.receive(piece) }
            #expect(whole == split)
            #expect(try one.finish() == other.finish())
        }
    }

    @Test func `broken error bodies are always an error with a code`() async {
        var generator = Generator(state: 11)
        for round in 0..<20_000 {
            if round.isMultiple(of: 10) { await Task.yield() }
            let bytes = Self.mutated(&generator)
            let status = [400, 401, 429, 500, 503].randomElement(using: &generator) ?? 500
            let fault = Fault(status: status, headers: [:], body: bytes, redactor: Redactor([]))
            #expect(fault.error.detail.hasPrefix("HTTP \(status)"))
        }
    }
}
