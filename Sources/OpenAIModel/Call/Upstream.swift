import AsyncHTTPClient
import BotModel
import Logging
import NIOCore
import NIOHTTP1

/// Makes calls: the request, its answer, its time-outs. Each ends with a reply or a fault by its deadline.
///
/// A class, so that each of thousands of waiting calls holds a reference and not a copy of what they share.
final class Upstream: Sendable {
    private let clients: ClientPool
    private let configuration: OpenAIModel.Configuration
    private let redactor: Redactor

    init(_ configuration: OpenAIModel.Configuration) {
        self.configuration = configuration
        clients = ClientPool(configuration)
        // A header or a query item of the operator's own may be a key as well.
        let values = Array(configuration.headers.values) + Array(configuration.query.values)
        redactor = Redactor([configuration.apiKey ?? ""] + values.filter { $0.utf8.count >= 8 })
    }

    func shutdown() async {
        await clients.shutdown()
    }

    private enum Ending: Sendable {
        case reply(ModelReply)
        case fault(Fault)
        /// Cancelled: by the caller or by the watchdog. Holds what had come of the reply.
        case interrupted(String)
    }

    func call(
        _ request: HTTPClientRequest, deadline: ContinuousClock.Instant, draft: any ReplyDraft, logger: Logger
    ) async throws(Fault) -> ModelReply {
        let watchdog = Watchdog(
            total: deadline, firstToken: configuration.firstTokenTimeout, idle: configuration.idleTimeout,
            loop: HTTPClient.defaultEventLoopGroup.any())
        let ending = await withTaskGroup(of: Ending.self) { group in
            group.addTask {
                defer { watchdog.finish() }
                return await self.clients.withClient { client in
                    await self.exchange(request, client, watchdog: watchdog, draft: draft, logger: logger)
                }
            }
            await watchdog.wait()
            if watchdog.expired != nil { group.cancelAll() }
            return await group.next() ?? .interrupted("")
        }
        switch ending {
        case .reply(let reply): return reply
        case .fault(let fault): throw fault
        case .interrupted(let partial): throw interruption(watchdog.expired, partial: partial)
        }
    }

    private func interruption(_ expired: Watchdog.Phase?, partial: String) -> Fault {
        switch expired {
        case .firstToken:
            Fault(
                .timedOut, .again(after: nil), phase: .firstToken, partial: partial,
                detail: "no answer was begun in time")
        case .betweenTokens, .tail:
            Fault(
                .timedOut, .again(after: nil), phase: .betweenTokens, partial: partial, detail: "the stream stood still"
            )
        case .total: Fault(.timedOut, phase: .total, partial: partial, detail: "the deadline has passed")
        case nil: Fault(.cancelled, partial: partial, detail: "cancelled by the caller")
        }
    }

    private func exchange(
        _ request: HTTPClientRequest, _ client: HTTPClient, watchdog: Watchdog, draft: any ReplyDraft, logger: Logger
    ) async -> Ending {
        let response: HTTPClientResponse
        do {
            // The watchdog has the deadline; the client's own would run beside it.
            response = try await client.execute(request, deadline: .distantFuture)
        } catch {
            return Task.isCancelled ? .interrupted("") : .fault(TransportError.beforeAnswer(error))
        }
        logger.debug(
            "the model's server answers",
            metadata: [
                "status": "\(response.status.code)",
                "upstream_request_id": "\(redactor.clean(response.headers.first(name: "x-request-id") ?? "-"))",
            ])
        guard (200..<300).contains(response.status.code) else {
            return .fault(await refusal(response, watchdog: watchdog))
        }
        return await reply(response.body, watchdog: watchdog, draft: draft)
    }

    private func reply(_ body: HTTPClientResponse.Body, watchdog: Watchdog, draft: any ReplyDraft) async -> Ending {
        var reader = ReplyReader(draft: draft, redactor: redactor, maxReplyBytes: configuration.maxReplyBytes)
        do {
            for try await piece in body {
                let (wasDone, wasFinished) = (reader.isDone, reader.isFinished)
                if !wasDone { try reader.receive(piece.readableBytesView) }
                if reader.isDone != wasDone {
                    // The end of the body comes with it as a rule, and the connection can then be used again.
                    watchdog.enter(.tail, for: .milliseconds(100))
                } else if reader.isFinished != wasFinished {
                    // The token counts may follow.
                    watchdog.enter(.tail, for: .seconds(1))
                } else if reader.isBegun, !reader.isFinished {
                    watchdog.renew()
                }
            }
            if Task.isCancelled, !reader.isFinished { return .interrupted(reader.text) }
            return .reply(try reader.finish())
        } catch let fault as Fault {
            return .fault(fault)
        } catch {
            if reader.isFinished { return ending(of: &reader) }
            return Task.isCancelled
                ? .interrupted(reader.text) : .fault(TransportError.insideReply(error, partial: reader.text))
        }
    }

    /// The reply that was whole before the connection broke.
    private func ending(of reader: inout ReplyReader) -> Ending {
        do throws(Fault) { return .reply(try reader.finish()) } catch { return .fault(error) }
    }

    /// Reads what an answer of another status says, as far as it comes.
    private func refusal(_ response: HTTPClientResponse, watchdog: Watchdog) async -> Fault {
        watchdog.enter(.tail, for: .seconds(2))
        var body: [UInt8] = []
        do {
            for try await piece in response.body {
                body.append(contentsOf: piece.readableBytesView)
                if body.count > Self.longestError { break }
            }
        } catch {
            // The status alone says enough.
        }
        return Fault(
            status: Int(response.status.code), headers: response.headers, body: body, redactor: redactor)
    }

    private static let longestError = 64 << 10
}
