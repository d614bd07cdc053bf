import ChannelKit
import Foundation
import HTTPTypes
import Testing

@testable import HTTPChannel

@Suite("Sending a message")
struct MessageTests {
    @Test func `the answer has the documented fields`() async throws {
        let bench = try Bench()
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
        #expect(response.status == 200)
        #expect(
            String(decoding: response.bytes, as: UTF8.self)
                == #"{"text":"You said: hi","message_id":"42","conversation_id":"11"}"#)
    }

    @Test func `the token may stand in the body instead`() async throws {
        let bench = try Bench()
        let body = #"{"content":"hi","token":"\#(try await bench.token())"}"#
        #expect(try await bench.send(.say(body, token: nil)).status == 200)
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER", "Bearer  "])
    func `the scheme may be written in any case`(scheme: String) async throws {
        let bench = try Bench()
        let header = ("Authorization", "\(scheme) \(try await bench.token())")
        #expect(try await bench.send(.say(#"{"content":"hi"}"#, token: nil, [header])).status == 200)
    }

    @Test func `another scheme is somebody else's, and the body's token counts`() async throws {
        let bench = try Bench()
        let body = #"{"content":"hi","token":"\#(try await bench.token())"}"#
        let delivery = HTTPDelivery.say(body, token: nil, [("Authorization", "Basic dXNlcjpwYXNz")])
        #expect(try await bench.send(delivery).status == 200)
    }

    @Test func `the header's token goes before the body's`() async throws {
        let bench = try Bench()
        let body = #"{"content":"hi","token":"\#(try await bench.token(user: 8))"}"#
        let events = try await bench.events(of: .say(body, token: bench.token(user: 7)))
        #expect(sender(of: events) == .user(UserID(7)))
    }

    @Test func `who speaks, and where, comes from the token alone`() async throws {
        let bench = try Bench()
        let body = #"{"content":"hi","user_id":"1","sub":"1","conversation_id":"1","external_id":"x","name":"Eve"}"#
        let events = try await bench.events(of: .say(body, token: bench.token(user: 8, conversation: 12)))
        guard case .message(let message) = try #require(events.first) else { throw Unexpected() }
        #expect(message.sender == .user(UserID(8)))
        #expect(message.conversation == .existing(ConversationID(12)))
        #expect(message.address == "12")
        #expect(message.profile == Profile())
        #expect(message.caller == .collects)
    }

    @Test func `the content arrives unchanged`() async throws {
        let bench = try Bench()
        let content = " \u{FEFF}Zwölf Boxkämpfer\r\n\t\"quoted\" \\ / \u{1F469}\u{200D}\u{1F680} e\u{301} \u{2028} "
        let body = String(decoding: try JSONEncoder().encode(["content": content]), as: UTF8.self)
        let events = try await bench.events(of: .say(body, token: bench.token()))
        guard case .message(let message) = try #require(events.first) else { throw Unexpected() }
        #expect(Array(message.content.utf8) == Array(content.utf8))
    }

    @Test func `a failed turn has its status, and says whether the message is kept`() async throws {
        let statuses: [(ChannelError.Kind, Int)] = [
            (.upstreamFailed, 502), (.upstreamTimeout, 504), (.unavailable, 503), (.rateLimited, 429),
            (.internalFault, 500),
        ]
        for (kind, status) in statuses {
            for recorded in [true, false] {
                var bench = try Bench()
                let error = ChannelError("some_code", kind: kind, message: "It \"failed\"", detail: "upstream text")
                bench.runtime = Bench.answering(ScriptedTurn(failure: error, recorded: recorded))
                let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
                #expect(response.status == status)
                #expect(
                    try response.json
                        == .init(
                            error: "It \"failed\"", code: "some_code", request_id: "req-1", recorded: recorded))
            }
        }
    }

    @Test func `Retry-After is in whole seconds, rounded up`() async throws {
        var bench = try Bench()
        let error = ChannelError(
            "model_overloaded", kind: .unavailable, retry: .after(.milliseconds(1_500)), message: "Busy")
        bench.runtime = Bench.answering(ScriptedTurn(failure: error))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
        #expect(response.headers[.retryAfter] == "2")
    }

    @Test func `a server that stops answers 503 and that the message is kept`() async throws {
        var bench = try Bench()
        bench.runtime = Bench.answering(ScriptedTurn(end: nil))
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
        #expect(response.status == 503)
        #expect(response.headers[.retryAfter] == "5")
        let json = try response.json
        #expect(json.code == "shutting_down")
        #expect(json.recorded == true)
    }

    @Test func `a conversation that is gone is 404, other content for the same key 422`() async throws {
        let refusals: [(ChannelError, Int)] = [
            (ChannelError("conversation_not_found", kind: .notFound, message: "Conversation not found"), 404),
            (ChannelError("different_content", kind: .conflict, message: "Different content"), 422),
        ]
        for (error, status) in refusals {
            var bench = try Bench()
            bench.runtime = Bench.refusing(error)
            let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
            #expect(response.status == status)
            #expect(try response.keys == ["error", "code", "request_id"])
            #expect(try response.json.code == error.code.rawValue)
        }
    }

    @Test(arguments: [ChannelError.overloaded(retryAfter: .seconds(2)), .shuttingDown])
    func `a bot without room says that the message was not kept`(error: ChannelError) async throws {
        var bench = try Bench()
        bench.runtime = Bench.stopping(error)
        let response = try await bench.send(.say(#"{"content":"hi"}"#, token: bench.token()))
        #expect(response.status == 503)
        #expect(response.headers[.retryAfter] != nil)
        #expect(try response.json.recorded == false)
    }

    @Test func `a reply is not sent: the caller collects it`() async throws {
        let reply = Reply(id: ReplyID(1), body: .text("hello"))
        let receipt = try await Bench().channel.reply(reply, to: ReplyAddress(chat: "11"))
        #expect(receipt == Receipt())
    }

    private func sender(of events: [InboundEvent]) -> Sender? {
        if case .message(let message) = events.first { message.sender } else { nil }
    }
}
