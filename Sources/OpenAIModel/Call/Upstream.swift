import AsyncHTTPClient
import BotModel
import Logging
import NIOHTTP1

/// Makes calls: the request, its answer, its time-outs. Each ends with a reply or a fault by its deadline.
///
/// A class, so that each of thousands of waiting calls holds a reference and not a copy of what they share.
final class Upstream: Sendable {
    let clients: ClientPool
    private let configuration: OpenAIModel.Configuration
    let redactor: Redactor

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

    /// A call that is ready to be made.
    /// - Parameter turn: `ModelRequest.turn`, for the log.
    func call(
        _ request: HTTPClient.Request, for turn: String, until deadline: ContinuousClock.Instant,
        draft: any ReplyDraft, logger: Logger
    ) -> Exchange {
        Exchange(
            request, answer: Answer(draft: draft, redactor: redactor, maxReplyBytes: configuration.maxReplyBytes),
            clock: CallClock(
                total: deadline, firstToken: configuration.firstTokenTimeout, idle: configuration.idleTimeout)
        ) { [redactor] head in
            logger.debug(
                "the model's server answers",
                metadata: [
                    "model_request": "\(turn)", "status": "\(head.status.code)",
                    "upstream_request_id": "\(redactor.clean(head.headers.first(name: "x-request-id") ?? "-"))",
                ])
        }
    }

    func make(_ call: Exchange) async -> Exchange.Ending {
        let lease: ClientPool.Lease
        do throws(Fault) { lease = try clients.lease() } catch { return .fault(error) }
        defer { lease.end() }
        return await call.run(on: lease.client)
    }
}
