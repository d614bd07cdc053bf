import ChannelKit
import Synchronization

@testable import StdioChannel

/// Calls the verbs as the runtime does: in order, one lane for each address, replies one at a time in a lane.
final class FakeRuntime: Sendable {
    private let channel: StdioChannel
    private let admit: @Sendable (InboundMessage) throws(ChannelError) -> Admission
    private let answer: @Sendable (InboundMessage) async -> Reply.Body
    private let nextID = Mutex<Int64>(1)

    init(
        _ channel: StdioChannel, admit: @escaping @Sendable (InboundMessage) throws(ChannelError) -> Admission,
        answer: @escaping @Sendable (InboundMessage) async -> Reply.Body
    ) {
        self.channel = channel
        self.admit = admit
        self.answer = answer
    }

    /// Runs the channel to its end, and every lane to its.
    func serve() async throws {
        let (accepted, acceptance) = AsyncStream<InboundMessage>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { acceptance.finish() }
                try await self.channel.run(deliver: self.deliver { acceptance.yield($0) })
            }
            group.addTask { try await self.runLanes(of: accepted) }
            try await group.waitForAll()
        }
    }

    /// The three verbs on the way in.
    func deliver(accept: @escaping @Sendable (InboundMessage) -> Void) -> Deliver<StdioChannel.Line> {
        Deliver { (line: StdioChannel.Line) async throws(ChannelError) -> [Admission] in
            guard case .genuine = try await self.channel.verify(line) else { return [] }
            let principal = try await self.channel.authenticate(line)
            var admissions: [Admission] = []
            for case .message(let message) in try await self.channel.receive(line, from: principal) {
                let admission = try self.admit(message)
                admissions.append(admission)
                if case .noted = admission { accept(message) }
            }
            return admissions
        }
    }

    private func runLanes(of accepted: AsyncStream<InboundMessage>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var lanes: [ChatAddress: AsyncStream<InboundMessage>.Continuation] = [:]
            for await message in accepted {
                if lanes[message.address] == nil {
                    let (lane, continuation) = AsyncStream<InboundMessage>.makeStream()
                    lanes[message.address] = continuation
                    group.addTask { for await message in lane { try await self.reply(to: message) } }
                }
                lanes[message.address]?.yield(message)
            }
            for lane in lanes.values { lane.finish() }
            try await group.waitForAll()
        }
    }

    private func reply(to message: InboundMessage) async throws {
        let id = nextID.withLock { next in
            defer { next += 1 }
            return next
        }
        let body = await answer(message)
        let reply = Reply(id: ReplyID(id), body: body, inReplyTo: message.id, conversation: ConversationID(7))
        _ = try await channel.reply(reply, to: ReplyAddress(chat: message.address, context: message.replyContext))
    }
}
