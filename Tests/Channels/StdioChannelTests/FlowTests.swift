import ChannelKit
import Glibc
import Testing

@testable import StdioChannel

@Suite("Flow, stopping and broken pipes", .timeLimit(.minutes(2))) struct FlowTests {
    private let hello = Reply(id: ReplyID(1), body: .text("hello"))
    private let ann = ReplyAddress(chat: "ann")

    private func failure(of body: () async throws(ChannelError) -> Void) async -> ChannelError? {
        do throws(ChannelError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `while the bot has no room, a gigabyte of lines stays where it is`() async throws {
        let console = try Console()
        let room = Latch()
        let taken = Shared(0)
        let firstTaken = Latch()
        let line = Array("{\"text\":\"\(String(repeating: "x", count: 500))\"}\n".utf8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await console.channel.run(
                    deliver: Deliver { (_: StdioChannel.Line) async throws(ChannelError) -> [Admission] in
                        taken.change { $0 += 1 }
                        firstTaken.release()
                        await room.wait()
                        return []
                    })
            }
            try await console.input.writeEnd.send(line)
            await firstTaken.wait()
            let lines = Array([[UInt8]](repeating: line, count: 7).joined())
            let swallowed = try await console.input.writeEnd.flood(with: lines, upTo: 1 << 30)
            // The pipe itself holds 64 KB, the reader one read of 16 KB and one line.
            #expect(swallowed <= 256 << 10)
            #expect(taken.value == 1)
            room.release()
            console.input.writeEnd.shut()
            try await group.waitForAll()
            #expect(taken.value > 100)
        }
    }

    @Test func `a reader that does not read holds the writer up, and gets everything whole`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text))
        let long = String(repeating: "0123456789", count: 100_000)
        let isDone = Shared(false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await console.channel.reply(Reply(id: ReplyID(1), body: .text(long)), to: self.ann)
                isDone.change { $0 = true }
                _ = try await console.channel.reply(self.hello, to: self.ann)
            }
            // The first bytes are there: the write has begun and cannot end, since a pipe does not hold a megabyte.
            #expect(try await console.output.readEnd.byte() == UInt8(ascii: "0"))
            #expect(!isDone.value)
            #expect(try await console.output.readEnd.line() == String(long.dropFirst()))
            #expect(try await console.output.readEnd.line() == "hello")
            try await group.waitForAll()
        }
    }

    @Test func `an output that would block is waited for`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text))
        let number = console.output.writeEnd.number
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        let long = String(repeating: "0123456789", count: 30_000)
        async let receipt = console.channel.reply(Reply(id: ReplyID(1), body: .text(long)), to: ann)
        #expect(try await console.output.readEnd.line() == long)
        _ = try await receipt
    }

    @Test func `waiting for input and output takes no thread of the pool`() async throws {
        let consoles = try (0..<32).map { _ in try Console() }
        let long = Reply(id: ReplyID(1), body: .text(String(repeating: "x", count: 200_000)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for console in consoles {
                group.addTask { try await console.channel.run(deliver: Deliver { _ in [] }) }
                group.addTask { _ = try? await console.channel.reply(long, to: self.ann) }
            }
            // One after the other: each of them needs a free thread, twice.
            for console in consoles {
                #expect(try await console.output.readEnd.line()?.isEmpty == false)
            }
            group.cancelAll()
            for console in consoles { console.input.writeEnd.shut() }
            try await group.waitForAll()
        }
    }

    @Test func `cancelling ends a wait for input`() async throws {
        let console = try Console()
        let delivered = Latch()
        let run = Task {
            try await console.channel.run(
                deliver: Deliver { (_: StdioChannel.Line) async throws(ChannelError) -> [Admission] in
                    delivered.release()
                    return []
                })
        }
        try await console.input.writeEnd.send("{\"text\":\"hi\"}\n".utf8)
        await delivered.wait()
        run.cancel()
        try await run.value
    }

    @Test func `a line whose delivery is cancelled is answered all the same`() async throws {
        let console = try Console()
        let waiting = Latch()
        let run = Task {
            try await console.channel.run(
                deliver: Deliver { (_: StdioChannel.Line) async throws(ChannelError) -> [Admission] in
                    waiting.release()
                    await Latch().wait()
                    throw .shuttingDown
                })
        }
        try await console.input.writeEnd.send("{\"text\":\"hi\",\"id\":\"a\"}\n{\"text\":\"next\"}\n".utf8)
        await waiting.wait()
        run.cancel()
        try await run.value
        console.output.writeEnd.shut()
        let written = try await console.output.readEnd.everything()
        #expect(written.split(separator: "\n").count == 1)
        #expect(written.contains(#""in_reply_to":"a","line":1,"code":"shutting_down""#))
    }

    @Test func `a send that is cancelled in the middle may have been made`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text))
        let long = Reply(id: ReplyID(1), body: .text(String(repeating: "x", count: 200_000)))
        let send = Task {
            await self.failure { () async throws(ChannelError) in
                _ = try await console.channel.reply(long, to: self.ann)
            }
        }
        #expect(try await console.output.readEnd.byte() == UInt8(ascii: "x"))
        send.cancel()
        #expect(await send.value?.retry == .unknown)
        // One that waits behind it was certainly not made.
        let next = Task {
            await self.failure { () async throws(ChannelError) in
                _ = try await console.channel.reply(self.hello, to: self.ann)
            }
        }
        next.cancel()
        #expect(await next.value?.retry == .now)
        console.output.readEnd.shut()
    }

    @Test func `a closed output ends a run that waits for input, quietly`() async throws {
        let console = try Console()
        console.output.readEnd.shut()
        try await console.channel.run(deliver: Deliver { _ in [] })
    }

    @Test func `a closed output ends a run that waits for room, quietly`() async throws {
        let console = try Console()
        let waiting = Latch()
        async let run: Void = console.channel.run(
            deliver: Deliver { (_: StdioChannel.Line) async throws(ChannelError) -> [Admission] in
                waiting.release()
                await Latch().wait()
                throw .shuttingDown
            })
        try await console.input.writeEnd.send("{\"text\":\"hi\"}\n".utf8)
        await waiting.wait()
        console.output.readEnd.shut()
        let error = await failure { () async throws(ChannelError) in
            _ = try await console.channel.reply(hello, to: ann)
        }
        #expect(error?.code == "output_closed")
        #expect(error?.retry == .now)
        try await run
    }

    @Test func `replies can be written after the end of the input`() async throws {
        let console = try Console(StdioChannel.Settings(format: .text))
        console.input.writeEnd.shut()
        try await console.channel.run(deliver: Deliver { _ in [] })
        _ = try await console.channel.reply(hello, to: ann)
        #expect(try await console.output.readEnd.line() == "hello")
    }

    @Test func `an input that cannot be read is an error of the run`() async throws {
        let folder = open("/", O_RDONLY)
        defer { close(folder) }
        let output = try TestPipe()
        let channel = StdioChannel(
            settings: StdioChannel.Settings(), context: .test,
            descriptors: StdioChannel.Descriptors(input: folder, output: output.writeEnd.number))
        let error = await failure { () async throws(ChannelError) in
            try await channel.run(deliver: Deliver { _ in [] })
        }
        #expect(error?.code == "input_failed")
    }

    @Test func `a full disk is an error of the reply, and not the end`() async throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let input = try TestPipe()
        let channel = StdioChannel(
            settings: StdioChannel.Settings(), context: .test,
            descriptors: StdioChannel.Descriptors(input: input.readEnd.number, output: full))
        let error = await failure { () async throws(ChannelError) in
            _ = try await channel.reply(hello, to: ann)
        }
        #expect(error?.code == "output_failed")
        #expect(error?.retry == .after(.seconds(10)))
        #expect(!channel.output.closed.isReleased)
    }

    @Test func `files do as well as pipes`() async throws {
        let files = try (0..<2).map { _ in try #require(tmpfile()) }
        defer { for file in files { fclose(file) } }
        fputs("{\"text\":\"hi\"}\n{", files[0])
        fflush(files[0])
        lseek(fileno(files[0]), 0, SEEK_SET)
        let channel = StdioChannel(
            settings: StdioChannel.Settings(user: "ann"), context: .test,
            descriptors: StdioChannel.Descriptors(input: fileno(files[0]), output: fileno(files[1])))
        let runtime = FakeRuntime(channel, admit: { _ throws(ChannelError) in .noted }, answer: { .text($0.content) })
        try await runtime.serve()
        lseek(fileno(files[1]), 0, SEEK_SET)
        let written = Descriptor(fileno(files[1])).readSome(upTo: 4_096)
        guard case .bytes(let bytes) = written else {
            Issue.record("nothing was written")
            return
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.contains { $0.hasPrefix(#"{"type":"reply""#) })
        #expect(lines.contains { $0.contains(#""line":2,"code":"malformed_json""#) })
    }
}
