import BotHarness
import FakeOpenAI
import Foundation
import NIOCore
import NIOPosix
import Testing

/// What many callers, and bad ones, may not do to each other.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct LoadTests {
    @Test func `a thousand turns wait for a slow model at once, and none fails`() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply("done", latency: .seconds(3)))
        try await Bots.running(model: model.baseURL) { caller, _, _ in
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<1_000 { group.addTask { try await caller.token(apiKey: Bots.apiKey) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for token in tokens { group.addTask { try await caller.say("wait", token: token).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count == 1_000)
            #expect(statuses.allSatisfy { $0 == 200 })
            #expect(model.requestCount == 1_000)
        }
        try await model.stop()
    }

    @Test
    func `more turns than the bot has room for are refused with 503 and Retry-After, and those inside are answered`()
        async throws
    {
        let model = try await FakeOpenAI.start()
        model.setDefault(.hang)
        try await Bots.running(model: model.baseURL, extra: "limits: { pending_turns: 2 }", modelTimeout: "4s") {
            caller, _, _ in
            let one = try await caller.token(apiKey: Bots.apiKey)
            let two = try await caller.token(apiKey: Bots.apiKey)
            let three = try await caller.token(apiKey: Bots.apiKey)
            async let first = caller.say("one", token: one)
            async let second = caller.say("two", token: two)
            await model.waitForRequests(2)
            let third = try await caller.say("three", token: three)
            #expect(third.status == 503)
            #expect(third["code"] == "overloaded")
            #expect(third.headers["retry-after"] != nil)
            #expect(third.json["recorded"] as? Bool == false)
            #expect(try await [first.status, second.status] == [504, 504])
        }
        try await model.stop()
    }

    @Test func `a connection that does not send a whole head in time is closed, and others are served meanwhile`()
        async throws
    {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let text = Bots.configuration(home: home).replacing(
            "header_timeout: 60s", with: "header_timeout: 500ms")
        let bot = try BotProcess(["run", "--config", try home.write(text)])
        let caller = Caller(try await bot.address())
        let port = try #require(caller.base.split(separator: ":").last.flatMap { Int($0) })
        let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port).get()
        try await connection.writeAndFlush(ByteBuffer(string: "GET /chat/initial HTTP/1.1\r\nX-API"))
        let token = try await caller.token(apiKey: Bots.apiKey)
        #expect(try await caller.say("unharmed", token: token)["text"] == "unharmed")
        try await connection.closeFuture.get()
        #expect(await bot.terminate() == .exited(0))
    }

    @Test func `bytes that are no request are answered with JSON`() async throws {
        try await Bots.running { caller, _, _ in
            let port = try #require(caller.base.split(separator: ":").last.flatMap { Int($0) })
            let answer = try await RawConnection.exchange("\u{1}\u{2} nonsense\r\n\r\n", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.contains(#""code":"malformed_request""#))
        }
    }
}

/// A connection on which any bytes can be sent.
enum RawConnection {
    /// Sends the text and returns everything that comes until the peer closes.
    static func exchange(_ text: String, port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await buffer in inbound { answer += String(buffer: buffer) }
            return answer
        }
    }
}
