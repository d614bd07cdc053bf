import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension Upstream {
    /// A whole answer to a call that is no question.
    struct PlainAnswer {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    /// Fetches something. An answer that is longer than `longest` bytes is a fault.
    func get(
        _ request: HTTPClientRequest, within patience: TimeAmount, longest: Int
    ) async throws(Fault) -> PlainAnswer {
        let lease = try clients.lease()
        defer { lease.end() }
        do {
            let response = try await lease.client.execute(request, timeout: patience)
            let body = try await response.body.collect(upTo: longest)
            return PlainAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView))
        } catch {
            throw TransportError.beforeAnswer(error)
        }
    }

    func fault(_ answer: PlainAnswer) -> Fault {
        Fault(status: answer.status, headers: answer.headers, body: answer.body, redactor: redactor)
    }
}
