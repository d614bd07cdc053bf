public import ChannelKit
import HTTPTypes
import Logging

/// Fates, translated into responses.
extension HTTPChannel {
    public func respond(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>
    ) async -> HTTPAnswer {
        await answer(to: delivery, with: outcome, await result(of: outcome, for: delivery))
    }

    /// Waited for in a frame with little in it: thousands of callers wait at once.
    private func result(
        of outcome: Result<[Admission], ChannelError>, for delivery: HTTPDelivery
    ) async -> TurnResult? {
        await awaitedTurn(of: outcome, for: delivery)?.settled()
    }

    @inline(never) private func finished(_ answer: HTTPAnswer, for delivery: HTTPDelivery) -> HTTPAnswer {
        var answer = answer
        // Tokens and conversations are nobody else's; the events of a stream have said so already.
        if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
        allowOrigin(of: delivery, in: &answer)
        return answer
    }

    /// The turn that has to be over before anything can be answered.
    @inline(never) private func awaitedTurn(
        of outcome: Result<[Admission], ChannelError>, for delivery: HTTPDelivery
    ) -> TurnTicket? {
        let endpoint = endpoints.endpoint(of: delivery)
        return switch try? outcome.get().first {
        case .turn where endpoint == .turnEvents || endpoint == .turnTicket: nil
        case .turn(let ticket): wantsEvents(delivery) ? nil : ticket
        case .opened(let opening): opening.turn
        case .history, .refused, .noted, nil: nil
        }
    }

    private func wantsEvents(_ delivery: HTTPDelivery) -> Bool {
        AcceptHeader(delivery.header("accept")).prefersEventStream
    }

    private func answer(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>, _ result: TurnResult?
    ) async -> HTTPAnswer {
        if case .success = outcome, let endpoint = accountEndpoint(of: delivery) {
            return finished(await account(delivery, endpoint), for: delivery)
        }
        if case .success(let admissions) = outcome, case .opened(let opening) = admissions.first {
            return finished(await self.opening(opening, result, for: delivery), for: delivery)
        }
        return finished(answerAtOnce(to: delivery, with: outcome, result), for: delivery)
    }

    @inline(never) private func accountEndpoint(of delivery: HTTPDelivery) -> AccountEndpoint? {
        if case .account(let endpoint) = endpoints.endpoint(of: delivery) { endpoint } else { nil }
    }

    private func account(_ delivery: HTTPDelivery, _ endpoint: AccountEndpoint) async -> HTTPAnswer {
        do { return try await answer(to: delivery, for: endpoint) } catch { return refusal(of: delivery, error) }
    }

    @inline(never) private func answerAtOnce(
        to delivery: HTTPDelivery, with outcome: Result<[Admission], ChannelError>, _ result: TurnResult?
    ) -> HTTPAnswer {
        let admissions: [Admission]
        do { admissions = try outcome.get() } catch { return refusal(of: delivery, error) }
        switch admissions.first {
        case .turn(let ticket): return turn(ticket, result, for: delivery)
        case .history(let page): return history(page)
        case .refused(let error): return refusal(of: delivery, error)
        case .noted where endpoints.endpoint(of: delivery)?.isOfOneTurn == true:
            return HTTPAnswer(status: .noContent)
        // One that was opened has been answered before this.
        case .opened, .noted, nil: return broken(.internalFault("a REST request had no outcome"), delivery)
        }
    }

    private func turn(_ ticket: TurnTicket, _ result: TurnResult?, for delivery: HTTPDelivery) -> HTTPAnswer {
        switch endpoints.endpoint(of: delivery) {
        case .turnTicket: return pass(for: ticket, delivery)
        case .turnEvents:
            let position = (try? position(in: delivery)) ?? .start
            return ReplyEvents(
                ticket: ticket, requestID: delivery.requestID, position: position, isResumed: true
            ).answer()
        default: return reply(to: delivery, from: ticket, result)
        }
    }

    /// The answer to a message: whole, or as events while it is written.
    private func reply(to delivery: HTTPDelivery, from ticket: TurnTicket, _ result: TurnResult?) -> HTTPAnswer {
        switch result {
        case .answered(let answer): .json(JSONObjectText(answer).finished())
        case .failed(let failure) where failure.error.code == .paused:
            .json(JSONObjectText(paused: failure.error.message).finished(), status: .accepted)
        case .failed(let failure):
            .failure(failure.error, requestID: delivery.requestID, recorded: failure.recorded)
        case nil: ReplyEvents(ticket: ticket, requestID: delivery.requestID).answer()
        }
    }

    /// The token and what the bot says first. Where the first message's turn failed, the error comes with the token,
    /// so that the caller can ask again in the conversation that it has opened.
    private func opening(
        _ opening: ConversationOpening, _ result: TurnResult?, for delivery: HTTPDelivery
    ) async -> HTTPAnswer {
        let issued: AccessTokens.Issued
        do {
            issued = try await tokens.issue(.init(user: opening.user, conversation: opening.conversation))
        } catch {
            return broken(error, delivery)
        }
        var object = JSONObjectText()
        var status = HTTPResponse.Status.ok
        var headers: HTTPFields = [:]
        if case .failed(let failure) = result {
            let answer = HTTPAnswer.failure(failure.error, requestID: delivery.requestID)
            (status, headers) = (answer.status, answer.headers)
            object.add("error", failure.error.message)
            object.add("code", failure.error.code.rawValue)
            object.add("request_id", delivery.requestID)
            object.add("recorded", failure.recorded)
        }
        object.add("token", issued.token)
        if case .answered(let answer) = result {
            object.add("text", answer.text)
            object.add("message_id", answer.message)
        } else if result == nil {
            object.add("text", opening.greeting ?? "")
        }
        object.add("user_id", opening.user)
        object.add("conversation_id", opening.conversation)
        object.add("expires_at", Timestamp.seconds(issued.expiresAt))
        var answer = HTTPAnswer.json(object.finished(), status: status)
        if let delay = headers[.retryAfter] { answer.headers[.retryAfter] = delay }
        return answer
    }

    private func history(_ page: HistoryPage) -> HTTPAnswer {
        var object = JSONObjectText()
        object.add("conversation_id", page.conversation)
        object.add(
            "messages",
            page.messages.filter { $0.role != .system }.map { message in
                var object = JSONObjectText()
                object.add("id", message.id)
                object.add("role", message.role.rawValue)
                object.add("content", message.content)
                object.add("created_at", Timestamp.milliseconds(message.createdAt))
                if message.isByOperator { object.add("by_operator", true) }
                return object
            })
        if page.isPaused { object.add("paused", true) }
        return .json(object.finished())
    }

    /// A request that left no trace. Where the bot had no room for a message, the caller is told that it was not kept.
    private func refusal(of delivery: HTTPDelivery, _ error: ChannelError) -> HTTPAnswer {
        let endpoint = endpoints.endpoint(of: delivery)
        let isRoom = error.kind == .unavailable || error.kind == .rateLimited
        var answer = HTTPAnswer.failure(
            error, requestID: delivery.requestID, recorded: endpoint == .chat && isRoom ? false : nil)
        if answer.status == .unauthorized, endpoint != .initial { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }

    func broken(_ error: ChannelError, _ delivery: HTTPDelivery) -> HTTPAnswer {
        context.logger.error("cannot answer", metadata: ["request_id": "\(delivery.requestID)", "error": "\(error)"])
        return .failure(error, requestID: delivery.requestID)
    }
}
