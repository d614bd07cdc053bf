import BotModel
import FakeOpenAI
import Testing

@testable import OpenAIModel

/// What servers send that call themselves compatible. Read without a network.
@Suite struct DeviationTests {
    private func reply(_ body: String) throws -> ModelReply {
        var reader = ReplyReader(draft: RecordingDraft(), redactor: Redactor([]), maxReplyBytes: 1 << 20)
        try reader.receive(Array(body.utf8))
        return try reader.finish()
    }

    private func reply(events: [String]) throws -> ModelReply {
        try reply(events.map { "data: \($0)\n\n" }.joined())
    }

    private func failure(_ events: [String]) -> Fault? {
        #expect(throws: Fault.self) { try reply(events: events) }
    }

    @Test func `content is null in the first chunk (llama.cpp)`() throws {
        let first =
            #"{"choices":[{"index":0,"finish_reason":null,"delta":{"role":"assistant","content":null}}],"id":"x"}"#
        #expect(try reply(events: [first, Chunk.text("Hi"), Chunk.finish("stop"), "[DONE]"]).text == "Hi")
    }

    @Test func `finish_reason is absent until the end (LiteLLM)`() throws {
        let reply = try reply(events: [#"{"choices":[{"delta":{"content":"Hi"}}]}"#, Chunk.finish("stop"), "[DONE]"])
        #expect(reply.finishReason == "stop")
    }

    @Test func `the usage chunk has a choice with an empty delta, and a cost (LiteLLM)`() throws {
        let usage =
            #"{"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"cost":0.1,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":5}}}"#
        let reply = try reply(events: [Chunk.text("Hi"), Chunk.finish("stop"), usage, "[DONE]"])
        #expect(reply.usage == TokenUsage(prompt: 9, completion: 12, cached: 4, reasoning: 5))
    }

    @Test func `usage comes with the finish reason`() throws {
        let last =
            #"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
        #expect(try reply(events: [Chunk.text("Hi"), last]).usage == TokenUsage(prompt: 1, completion: 2))
    }

    @Test func `usage is null, or of other types, or negative, or beyond measure`() throws {
        let wrong = [
            "null", "7", #"{"prompt_tokens":"x"}"#, #"{"prompt_tokens":-1,"completion_tokens":0}"#,
            #"{"prompt_tokens":9223372036854775807,"completion_tokens":0}"#,
        ]
        for usage in wrong {
            let last = #"{"choices":[],"usage":\#(usage)}"#
            #expect(try reply(events: [Chunk.text("Hi"), last, "[DONE]"]).usage == nil)
        }
    }

    @Test func `extra fields are ignored`() throws {
        let chunk =
            #"{"timings":{"a":1},"system_fingerprint":"f","obfuscation":"xyz","provider_specific_fields":null,"choices":[{"index":0,"content_filter_results":{"hate":{"filtered":false}},"logprobs":null,"delta":{"content":"Hi"}}]}"#
        #expect(try reply(events: [chunk, "[DONE]"]).text == "Hi")
    }

    @Test func `the first chunk has no choices and an empty model (Azure)`() throws {
        let first =
            #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#
        let reply = try reply(events: [first, Chunk.text("Hi"), Chunk.finish("stop")])
        #expect(reply.text == "Hi")
        #expect(reply.model == nil)
    }

    @Test func `every field but the text is missing or of another type`() throws {
        let chunk = #"{"id":7,"model":[],"created":"now","choices":[{"index":"0","delta":{"content":"Hi","role":1}}]}"#
        #expect(try reply(events: ["null", "7", #""x""#, "[]", "{}", chunk, "[DONE]"]).text == "Hi")
    }

    @Test func `content is a list of parts`() throws {
        let chunk = #"{"choices":[{"delta":{"content":[{"type":"text","text":"Hi"},{"type":"thinking"}]}}]}"#
        #expect(try reply(events: [chunk, "[DONE]"]).text == "Hi")
    }

    @Test func `other choices than the first are left out`() throws {
        let other = #"{"choices":[{"index":1,"delta":{"content":"other"}}]}"#
        #expect(try reply(events: [Chunk.text("Hi"), other, "[DONE]"]).text == "Hi")
    }

    @Test func `comments, event names, CRLF, a byte order mark and data in several lines`() throws {
        let body =
            "\u{FEFF}: ping\r\n\r\nevent: chunk\r\ndata: {\"choices\":\r\ndata: [{\"delta\":{\"content\":\"Hi\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n"
        #expect(try reply(body).text == "Hi")
    }

    @Test func `an unknown finish reason is kept as it is`() throws {
        #expect(try reply(events: [Chunk.text("Hi"), Chunk.finish("eos_token")]).finishReason == "eos_token")
    }

    @Test func `a stream with [DONE] and no finish reason is whole (Ollama)`() throws {
        #expect(try reply(events: [Chunk.text("Hi"), "[DONE]"]).finishReason == nil)
    }

    @Test func `an error in the middle of the stream is a failure, with [DONE] behind it or not`() {
        let error = #"{"error":{"message":"upstream broke","type":null,"param":null,"code":"500"}}"#
        for events in [[Chunk.text("Hi"), error], [Chunk.text("Hi"), error, "[DONE]"]] {
            let fault = failure(events)
            #expect(fault?.error.code == .failed)
            #expect(fault?.error.partial == "Hi")
            #expect(fault?.remedy == .again(after: nil))
        }
    }

    @Test func `an error in the middle of the stream is told by its code`() {
        let codes: [(String, ModelError.Code)] = [
            (#"{"code":429,"message":"slow down"}"#, .rateLimited), (#"{"code":"insufficient_quota"}"#, .quota),
            (#"{"type":"overloaded_error"}"#, .overloaded), (#"{"code":"context_length_exceeded"}"#, .contextTooLong),
            (#"{"code":"content_filter"}"#, .filtered), (#""just words""#, .failed),
        ]
        for (error, code) in codes {
            #expect(failure([#"{"error":\#(error)}"#])?.error.code == code)
        }
    }

    @Test func `an event named error is a failure, whatever is in it`() {
        #expect(throws: Fault.self) { try reply("event: error\ndata: {\"message\":\"no\"}\n\ndata: [DONE]\n\n") }
    }

    @Test func `a refusal comes in its own field, and is no answer`() {
        let refusal = #"{"choices":[{"index":0,"delta":{"refusal":"I can't."}}]}"#
        let fault = failure([refusal, Chunk.finish("stop"), "[DONE]"])
        #expect(fault?.error.code == .refused)
        #expect(fault?.remedy == Fault.Remedy.none)
    }

    @Test func `an answer that a filter stopped is a failure with what had come`() {
        let fault = failure([Chunk.text("Half"), Chunk.finish("content_filter"), "[DONE]"])
        #expect(fault?.error.code == .filtered)
        #expect(fault?.error.partial == "Half")
        #expect(fault?.remedy == Fault.Remedy.none)
    }

    @Test func `an answer that ran into its token limit is an answer`() throws {
        #expect(try reply(events: [Chunk.text("Hi"), Chunk.finish("length")]).finishReason == "length")
    }

    @Test func `an empty answer is none`() {
        #expect(failure([Chunk.finish("stop"), "[DONE]"])?.error.code == .malformed)
        #expect(failure([Chunk.text(" \\n"), Chunk.finish("stop")])?.error.code == .malformed)
    }

    @Test func `a token limit used up by reasoning is told as such, and not tried again`() {
        let fault = failure([Chunk.finish("length")])
        #expect(fault?.error.detail.contains("token limit") == true)
        #expect(fault?.remedy == Fault.Remedy.none)
    }

    @Test func `calls of tools are ignored`() throws {
        let call =
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"f","arguments":""}}]}}]}"#
        #expect(try reply(events: [Chunk.text("Hi"), call, Chunk.finish("tool_calls")]).text == "Hi")
        #expect(failure([call, Chunk.finish("tool_calls")])?.remedy == Fault.Remedy.none)
    }

    @Test func `JSON where a stream was asked for is read whole`() throws {
        let reply = try reply("\n {\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}\n")
        #expect(reply.text == "Hi")
    }

    @Test func `an error in JSON of status 200 is a failure`() {
        #expect(throws: Fault.self) { try reply(#"{"error":{"code":500,"message":"no"}}"#) }
    }

    @Test(arguments: ["<html><body>Bad gateway</body></html>", "hello", #"{"choices":[]}"#, #"{"choices":"#])
    func `what is no completion is malformed`(_ body: String) {
        let fault = #expect(throws: Fault.self) { try reply(body) }
        #expect(fault?.error.code == .malformed)
    }

    @Test func `a reply longer than the limit is refused`() {
        let fault = #expect(throws: Fault.self) {
            var reader = ReplyReader(draft: RecordingDraft(), redactor: Redactor([]), maxReplyBytes: 100)
            for _ in 0..<30 { try reader.receive(Array("data: \(Chunk.text("hello"))\n\n".utf8)) }
        }
        #expect(fault?.error.code == .malformed)
        #expect(fault?.remedy == Fault.Remedy.none)
    }
}
