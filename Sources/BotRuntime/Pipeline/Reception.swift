import BotStore
import ChannelKit
import Logging
import Tracing

import struct Foundation.Date

/// The one place where a channel's verbs are called on a delivery, and the only way into the bot:
/// verify ► authenticate ► receive ► record ► admit.
///
/// Generic is only the way in: what is behind it is compiled once, with frames that the compiler can measure. A class, so
/// that each of thousands of deliveries holds a reference to it and not a copy.
final class Reception: Sendable {
    /// What to do with a delivery while there is no room for it.
    enum WhenFull {
        /// Refuse it: whoever brought it will come again.
        case refuse
        /// Wait: the loop that brought it stops reading by that.
        case wait
    }

    enum Outcome: Sendable {
        case answered(HTTPAnswer)
        case admitted([Admission])

        /// In metrics.
        var word: String {
            switch self {
            case .answered: "answered"
            case .admitted: "accepted"
            }
        }
    }

    /// Which instance it is that receives, and where what it receives goes.
    struct Place: Sendable {
        let instance: String
        let policy: ChannelPolicy
        let core: Core
    }

    let place: Place
    let channelType: ChannelType
    let whenFull: WhenFull

    init(place: Place, channelType: ChannelType, whenFull: WhenFull) {
        self.place = place
        self.channelType = channelType
        self.whenFull = whenFull
    }

    var core: Core { place.core }

    func receive<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        // A request has a span of its own.
        if core.traces.isOn, InstrumentationContext.current == nil { return try await trace(delivery, by: channel) }
        return try await count(delivery, by: channel)
    }

    private func trace<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        let result = await core.traces.span("receive", of: .consumer, ["bot.channel": place.instance]) { _ in
            do throws(ChannelError) {
                return Result<Outcome, ChannelError>.success(try await count(delivery, by: channel))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func count<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        do throws(ChannelError) {
            let outcome = try await take(delivery, by: channel)
            core.metrics.count(.deliveries, outcome.word, channel: place.instance)
            return outcome
        } catch {
            core.metrics.count(.deliveries, error.code.rawValue, channel: place.instance)
            throw error
        }
    }

    private func take<C: Channel>(_ delivery: C.Delivery, by channel: C) async throws(ChannelError) -> Outcome {
        switch try await channel.verify(delivery) {
        case .answered(let answer): return .answered(answer)
        case .genuine: break
        }
        let principal = try await channel.authenticate(delivery)
        let events = try await channel.receive(delivery, from: principal)
        CrashPoint.reach(.received)
        return .admitted(try await admit(events))
    }

    /// Records what is to be recorded in one transaction, answers what is to be answered, and keeps the events' order.
    private func admit(_ events: [InboundEvent]) async throws(ChannelError) -> [Admission] {
        let recorded = events.filter(\.isRecorded)
        return try await admissions(of: events, recorded.isEmpty ? [] : try await record(recorded))
    }

    private func admissions(
        of events: [InboundEvent], _ recordings: [Recording]
    ) async throws(ChannelError) -> [Admission] {
        var rest = recordings.makeIterator()
        var admissions: [Admission] = []
        for event in events {
            if case .history(let query) = event {
                admissions.append(try await history(query))
            } else if case .turn(let query) = event {
                admissions.append(try await core.admission(of: query, at: place.instance))
            } else if let recording = rest.next() {
                admissions.append(await core.admission(of: recording))
            }
        }
        return admissions
    }

    private func history(_ query: HistoryQuery) async throws(ChannelError) -> Admission {
        do {
            guard let page = try await core.store.history(query, channel: place.instance) else {
                return .refused(ChannelError(refusal: .conversationNotFound))
            }
            return .history(page)
        } catch {
            throw ChannelError(store: error)
        }
    }
}
