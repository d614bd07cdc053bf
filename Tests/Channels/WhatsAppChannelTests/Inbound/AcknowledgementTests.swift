import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("The answer to a delivery") struct AcknowledgementTests {
    private func answer(
        _ outcome: Result<[Admission], ChannelError>, _ method: HTTPRequest.Method = .post
    ) async throws -> HTTPAnswer {
        await (try Samples.channel()).respond(to: Samples.delivery(method), with: outcome)
    }

    @Test func `is exactly 200 once everything is recorded`() async throws {
        for admissions in [[], [Admission.noted], [.noted, .noted]] {
            let answer = try await answer(.success(admissions))
            #expect(answer.status.code == 200)
        }
    }

    @Test func `is 200 for a part that can never be recorded, since to repeat it would hold the others back`()
        async throws
    {
        let conflict = ChannelError("idempotency_conflict", kind: .conflict, message: "Other content")
        #expect(try await answer(.success([.noted, .refused(conflict), .noted])).status.code == 200)
    }

    @Test func `is 503 for a part that was refused for now, so that it comes again`() async throws {
        for retry in [ChannelError.Retry.now, .after(.seconds(7)), .unknown] {
            let refused = ChannelError("busy", kind: .rateLimited, retry: retry, message: "Busy")
            let answer = try await answer(.success([.noted, .refused(refused)]))
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == (retry == .after(.seconds(7)) ? "7" : "5"))
        }
    }

    @Test(arguments: ChannelError.Kind.allCases)
    func `is 503 with Retry-After when nothing was recorded, whatever the reason was`(
        kind: ChannelError.Kind
    ) async throws {
        let error = ChannelError("some_fault", kind: kind, message: "Not recorded")
        let answer = try await answer(.failure(error))
        switch kind {
        case .unauthenticated: #expect(answer.status == .unauthorized)
        case .tooLarge: #expect(answer.status == .contentTooLarge)
        default:
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "5")
        }
    }

    @Test func `names the wait that an overload asks for`() async throws {
        let answer = try await answer(.failure(.overloaded(retryAfter: .seconds(2))))
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "2")
    }

    @Test func `to a refused handshake stays 403`() async throws {
        let error = ChannelError("handshake_refused", kind: .forbidden, message: "No")
        #expect(try await answer(.failure(error), .get).status == .forbidden)
    }
}
