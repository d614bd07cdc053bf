import ChannelKit
import LenientJSON
import Logging

extension ProcessChannel {
    /// What is done one after the other, in the order in which the program has said it.
    enum Job: Sendable {
        case deliver(id: String, JSONValue)
        case saveCursor(id: String?, String)
    }

    /// So many lines in a row may be no message of the protocol: a library that prints is no reason to stop a channel.
    private static let nonsenseLimit = 20

    /// Reads to the end of the output. Everything that takes time is handed to `take`, which is false where there is no
    /// room, so that receipts are read also while the bot has none.
    func read(from session: Session, take: (Job) -> Bool) async {
        var nonsense = 0
        while true {
            switch await session.program.next() {
            case .end:
                return
            case .tooLong:
                session.fail(
                    .program("line_too_long", "The channel's program has written more than max_line in a line."))
            case .line(let bytes):
                guard session.failure == nil else { continue }
                guard let line = JSONReader.read(bytes), let type = line["type"]?.text else {
                    nonsense += 1
                    if nonsense == 1 {
                        context.logger.warning("the program has written a line that is no message of the protocol")
                    }
                    if nonsense > Self.nonsenseLimit {
                        session.fail(
                            .program("not_the_protocol", "The channel's program does not speak the line protocol."))
                    }
                    continue
                }
                nonsense = 0
                session.heard()
                await handle(line, type, in: session, take: take)
            }
        }
    }

    private func handle(_ line: JSONValue, _ type: String, in session: Session, take: (Job) -> Bool) async {
        if type == "hello" { return await greet(line, in: session) }
        if type == "log" { return log(line) }
        guard session.isGreeted else { return }
        switch type {
        case "deliver":
            guard let id = line["id"]?.label(limit: 255) else { return }
            guard !take(.deliver(id: id, line)) else { return }
            await session.say(Self.refusal(of: id, .overloaded(retryAfter: .seconds(1))))
        case "cursor":
            guard let value = line["value"]?.text else { return }
            let id = line["id"]?.label(limit: 255)
            guard !take(.saveCursor(id: id, value)) else { return }
            await session.say(Self.refusal(of: id, .overloaded(retryAfter: .seconds(1))))
        case "receipt":
            guard let id = line["id"]?.label(limit: 64) else { return }
            session.pending.resolve(id, ProgramReceipt.outcome(line))
        default:
            // A later version's, or `pong`: having been said is all that it is for.
            break
        }
    }

    private func greet(_ line: JSONValue, in session: Session) async {
        guard !session.isGreeted else { return }
        let single = line["protocol"].map { [$0] } ?? []
        let spoken = ((line["protocol"]?.elements ?? []) + single).compactMap(\.integer)
        guard spoken.contains(RuntimeLine.protocolVersion) else {
            var refusal = RuntimeLine("refused")
            refusal.code = "protocol_version"
            refusal.protocolVersion = RuntimeLine.protocolVersion
            await session.say(refusal)
            return session.fail(
                .program(
                    "protocol_version", "The channel's program speaks no version of the protocol that the bot does."))
        }
        var welcome = RuntimeLine("welcome")
        do throws(ChannelError) {
            welcome.cursor = try await context.cursor.load()
        } catch {
            return session.fail(error)
        }
        welcome.protocolVersion = RuntimeLine.protocolVersion
        welcome.instance = context.instance
        welcome.options = settings.options
        welcome.maxLine = settings.maxLine
        welcome.maxInFlight = settings.maxInFlight
        await session.say(welcome)
        session.greet(showsWork: line["working"] == .bool(true))
        current.session = session
        context.logger.notice("the program is ready")
    }

    /// `done` is called when there is room for one more.
    func work(
        off jobs: AsyncStream<Job>, in session: Session, _ deliver: Deliver<Delivery>, done: () -> Void
    ) async {
        for await job in jobs {
            let answer: RuntimeLine
            do throws(ChannelError) {
                switch job {
                case .deliver(let id, let line):
                    answer = Self.acceptance(of: id, line, try await deliver(Delivery(line)))
                case .saveCursor(let id, let value):
                    try await context.cursor.save(value)
                    answer = RuntimeLine("accepted", id: id)
                }
            } catch {
                let id: String? =
                    switch job {
                    case .deliver(let id, _): id
                    case .saveCursor(let id, _): id
                    }
                answer = Self.refusal(of: id, error)
            }
            done()
            await session.say(answer)
        }
    }

    private static func acceptance(of id: String, _ line: JSONValue, _ admissions: [Admission]) -> RuntimeLine {
        let events = ProgramEvents(line)
        var answer = RuntimeLine("accepted", id: id)
        var refused: [RuntimeLine.Refusal] = []
        for (event, admission) in zip(events.readable, admissions) {
            guard case .refused(let error) = admission else { continue }
            refused.append(.init(event: event.index, code: error.code.rawValue, retryAfter: error.secondsToWait))
        }
        if !refused.isEmpty { answer.refused = refused }
        if !events.unreadable.isEmpty { answer.unreadable = events.unreadable }
        return answer
    }

    private static func refusal(of id: String?, _ error: ChannelError) -> RuntimeLine {
        var answer = RuntimeLine("refused", id: id)
        answer.code = error.code.rawValue
        answer.message = error.message
        answer.retryAfter = error.secondsToWait
        return answer
    }

    private func log(_ line: JSONValue) {
        log.write(
            Array((line["message"]?.text ?? "").utf8.prefix(1_024)),
            at: line["level"]?.text.flatMap { Logger.Level(rawValue: $0) } ?? .info)
    }
}
