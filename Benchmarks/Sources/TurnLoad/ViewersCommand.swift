import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// Many viewers of streaming turns, beside as many that read the model's own streams, in one process and by one clock.
///
/// This process is the model, too: each piece of text says when it was sent, so that what it takes to each viewer can be told.
struct ViewersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "viewers")

    @Option var bot: Address
    @Option(help: "The bot's process, whose memory is read.") var pid: Int32
    @Option(help: "The port at which this process is the model.") var modelPort: Int
    @Option(help: "A file of tokens, one for each turn.") var tokens: String
    @Option var viewers = 5_000
    @Option var turns = 50
    @Option(help: "Pieces of text in each turn.") var pieces = 100
    @Option(help: "Milliseconds between them.") var interval: Int64 = 100

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let tokens = try TokensCommand.read(tokens, atLeast: turns)
        let model = Ticker(pieces: pieces, interval: .milliseconds(interval))
        let listener = try await model.listen(port: modelPort, on: group)

        // The model's own streams first: nothing else is going on then.
        guard let door = Address(argument: "http://127.0.0.1:\(modelPort)") else { throw LoadFailure("no such port") }
        let raw = try await watch(count: viewers, on: group) { number in
            (door, Self.get("/rooms/\(number % turns)"))
        }
        try await model.waitForMembers(viewers)
        model.start()
        report("raw", await collect(raw))

        let begun = try await begin(tokens, on: group)
        try await model.waitForMembers(turns)
        let before = Self.resident(pid)
        let watching = try await watch(count: viewers, on: group) { number in
            let turn = begun[number % turns]
            return (bot, Self.get("/chat/turns/\(turn.id)/events", token: turn.token))
        }
        for viewer in watching { try await viewer.begun() }
        let idle = Self.resident(pid)
        model.start()
        let delays = await collect(watching)
        let after = Self.peak(pid)
        report("viewers", delays)
        print("resident_kb before \(before) watching \(idle) peak \(after)")
        print("kb_a_viewer waiting \((idle - before) / viewers) streaming \((after - before) / viewers)")
        try await listener.close()
    }

    private struct Begun: Sendable {
        var id: String
        var token: String
        var viewer: Viewer
    }

    /// Begins a turn for each token and reads its id from the stream, which stays open.
    private func begin(_ tokens: [String], on group: any EventLoopGroup) async throws -> [Begun] {
        var begun: [Begun] = []
        for token in tokens.prefix(turns) {
            let viewer = try await Viewer.open(to: bot, on: group, request: Self.post(token: token))
            begun.append(Begun(id: try await viewer.begun(), token: token, viewer: viewer))
        }
        return begun
    }

    /// A few hundred at a time, so that no queue of the kernel overflows.
    private func watch(
        count: Int, on group: any EventLoopGroup, _ request: @Sendable @escaping (Int) -> (Address, String)
    ) async throws -> [Viewer] {
        var all: [Viewer] = []
        while all.count < count {
            let first = all.count
            all += try await withThrowingTaskGroup(of: Viewer.self) { tasks in
                for number in first..<min(first + 200, count) {
                    let (address, text) = request(number)
                    tasks.addTask { try await Viewer.open(to: address, on: group, request: text) }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
        }
        return all
    }

    /// What each piece took to each viewer, until all have seen the end.
    private func collect(_ viewers: [Viewer]) async -> [Double] {
        var delays: [Double] = []
        for viewer in viewers { delays += await viewer.delays() }
        return delays
    }

    private func report(_ name: String, _ delays: [Double]) {
        print(Figures(microseconds: delays).line(name))
        let lost = viewers * pieces - delays.count
        if lost != 0 { print("failed:\(name)_pieces_missing \(lost)") }
    }

    private static func get(_ path: String, token: String? = nil) -> String {
        let credential = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(credential)Accept: text/event-stream\r\n\r\n"
    }

    private static func post(token: String) -> String {
        let body = #"{"content":"go"}"#
        return "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
            + "Accept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            + body
    }

    private static func resident(_ pid: Int32) -> Int { status(pid, "VmRSS:") }
    private static func peak(_ pid: Int32) -> Int { status(pid, "VmHWM:") }

    /// In KB.
    private static func status(_ pid: Int32, _ key: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}
