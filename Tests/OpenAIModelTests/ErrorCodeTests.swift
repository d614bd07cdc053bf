import BotModel
import FakeOpenAI
import NIOCore
import NIOHTTP1
import Testing

@testable import OpenAIModel

@Suite struct ErrorCodeTests {
    private func fault(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> Fault {
        Fault(status: status, headers: headers, body: Array(body.utf8), redactor: Redactor(["sk-test-secret"]))
    }

    @Test(arguments: [
        (400, ModelError.Code.rejected), (401, .badKey), (402, .quota), (403, .badKey), (404, .notFound),
        (408, .failed), (409, .failed), (413, .rejected), (422, .rejected), (429, .rateLimited), (500, .failed),
        (502, .failed), (503, .overloaded), (504, .failed), (529, .overloaded), (302, .rejected),
    ])
    func `a status alone has a meaning`(_ status: Int, _ code: ModelError.Code) {
        #expect(fault(status, "").error.code == code)
    }

    @Test(arguments: [
        ChannelError.ioOnClosedChannel, .alreadyClosed, .eof, .inputClosed, .outputClosed, .connectTimeout(.seconds(1)),
    ])
    func `a kept connection that the server was just closing is worth another call`(_ error: ChannelError) {
        #expect(TransportError.beforeAnswer(error).remedy == .again(after: nil))
    }

    @Test(arguments: [
        #"{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}"#,
        #"{"error":{"code":400,"message":"request (4031 tokens) exceeds the available context size (2048 tokens)","type":"exceed_context_size_error","n_prompt_tokens":4031,"n_ctx":2048}}"#,
        #"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"BadRequestError","code":400}}"#,
    ])
    func `a question that is too long is told by code, type or words`(_ body: String) {
        #expect(fault(400, body).error.code == .contextTooLong)
        #expect(fault(400, body).remedy == .shorter)
    }

    @Test func `a question that Azure's filter stopped is told`() {
        let body =
            #"{"error":{"message":"m","code":null,"status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#
        #expect(fault(400, body).error.code == .filtered)
        #expect(fault(400, #"{"error":{"code":"content_filter"}}"#).error.code == .filtered)
    }

    @Test(arguments: [
        #"{"error":{"code":400,"message":"m"}}"#, #"{"detail":"m"}"#, #"{"detail":[{"msg":"m"}]}"#, #""m""#,
        #"{"error":"m"}"#, "<html>m</html>", "m", "", "[]", #"{"error":null}"#, #"{"error":[]}"#,
    ])
    func `an error of any shape is read`(_ body: String) {
        let fault = fault(400, body)
        #expect(fault.error.code == .rejected)
        #expect(fault.error.detail.contains(body))
    }

    @Test func `the upstream's words are cut to 4 KB and to one line`() {
        let detail = fault(500, String(repeating: "word\n", count: 4000)).error.detail
        #expect(detail.utf8.count < 4200)
        #expect(!detail.contains("\n"))
    }

    @Test func `a log has the upstream's words for programs, and no sentence of it`() {
        func body(_ type: String, _ code: String = "invalid_value") -> String {
            #"{"error":{"message":"Invalid: 'my wish'","type":"\#(type)","param":"messages[1].content","code":"\#(code)"}}"#
        }
        let error = fault(400, body("invalid_request_error")).error
        #expect(
            error.description
                == "rejected: HTTP 400, type invalid_request_error, code invalid_value, param messages[1].content")
        #expect(error.fullDescription.contains("my wish"), "an operator reads it in the message's row")
        for word in ["my wish", "sk-test-secret", String(repeating: "w", count: 65), "wünsche", "a/b", ""] {
            let error = fault(400, body(word, word)).error
            #expect(error.description == "rejected: HTTP 400, param messages[1].content")
        }
        #expect(fault(500, "my wish").error.description == "failed: HTTP 500")
    }

    @Test(arguments: [
        "<html>my wish</html>", "data: {my wish\n\n", "{my wish", #"{"wish":"my wish"}"#,
        #"{"error":{"message":"my wish","type":"my wish"}}"#,
        "data: {\"error\":{\"message\":\"my wish\"}}\n\n",
        #"{"choices":[{"message":{"refusal":"my wish"},"finish_reason":"stop"}]}"#,
    ])
    func `an answer that is none is quoted in the message's row, and in no log`(_ body: String) {
        var reader = ReplyReader(draft: RecordingDraft(), redactor: Redactor([]), maxReplyBytes: 1 << 20)
        let fault = #expect(throws: Fault.self) {
            try reader.receive(Array(body.utf8))
            _ = try reader.finish()
        }
        #expect(fault?.error.description.contains("wish") == false)
        #expect(fault?.error.fullDescription.contains("my wish") == true)
    }

    @Test func `a key in the upstream's words is taken out`() {
        let detail = fault(401, "Incorrect key: sk-test-secret. Not sk-test-secret\u{301}!").error.detail
        #expect(!detail.utf8.elementsEqual("".utf8))
        #expect(!String(decoding: Array(detail.utf8), as: Unicode.ASCII.self).contains("secret"))
    }

    @Test func `the key is in no error, also when it is no header`() async throws {
        try await Fixture.with([], { $0.apiKey = "sk-line\nbreak" }) { fixture in
            let failure = await fixture.failure()
            #expect(failure?.code == .unreachable)
            #expect(failure?.description.contains("sk-line") == false)
            #expect(fixture.fake.requestCount == 0)
        }
    }

    @Test func `a header's value is taken out like the key`() async throws {
        let echo = FakeOpenAI.Behaviour.choose { .status(400, message: $0.header("x-token") ?? "") }
        try await Fixture.with([echo], { $0.headers = ["X-Token": "another-secret"] }) { fixture in
            #expect(await fixture.failure()?.detail.contains("another-secret") == false)
        }
    }

    @Test func `a configuration does not print its key`() {
        let configuration = OpenAIModel.Configuration(model: "m", apiKey: "sk-test-secret", headers: ["a": "hidden"])
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("secret") && !text.contains("hidden"))
        }
    }

    @Test func `a server that is not there is unreachable`() async throws {
        try await Fixture.with(
            [],
            { configuration in
                configuration.baseURL = "http://127.0.0.1:1/v1"
                configuration.connectTimeout = .seconds(1)
            }
        ) { fixture in
            let failure = await fixture.failure()
            #expect(failure?.code == .unreachable)
            #expect(fixture.pauses.list.isEmpty)
        }
    }

    @Test func `a base URL that is none is told as such`() async throws {
        try await Fixture.with([], { $0.baseURL = "not an address" }) { fixture in
            #expect(await fixture.failure()?.code == .unreachable)
        }
    }

    @Test func `an answer that is not HTTP is malformed`() async throws {
        try await Fixture.with([], { $0.maxRetries = 0 }) { fixture in
            fixture.fake.setDefault(.raw(Array("SSH-2.0-OpenSSH_9.2\r\n\r\n".utf8)))
            #expect(await fixture.failure()?.code == .malformed)
        }
    }
}
