import BotStore
import PrometheusMetrics

import struct Foundation.Date

/// What `GET /metrics` answers: what was counted, and how things are at this moment.
struct MetricsScrape: Sendable {
    let core: Core
    let health: HealthBoard
    let store: StoreWatch

    func text() async -> String {
        let answer = await store.ask()
        return PrometheusText.write(
            core.metrics.registry.families + moment + stored(answer) + ProcessFigures.families)
    }

    private var moment: [MetricFamily] {
        [
            gauge("bot_turns_pending", "Turns accepted here and not over.", core.capacity.used),
            gauge(
                "bot_turns_pending_limit", "So many turns may be pending before more are refused.", core.capacity.limit),
            gauge("bot_replies_in_hand", "Replies being sent.", core.outbox.inHand),
            gauge("bot_draining", "1 while the bot is stopping.", core.phase.isDraining ? 1 : 0),
            MetricFamily(
                "bot_channel_up", .gauge, help: "1 while a channel is well, 0 when it has failed or is not up yet.",
                samples: health.all.map { channel in
                    .init([MetricLabel("channel", channel.channel)], channel.state.isHealthy ? 1 : 0)
                }),
        ]
    }

    private func stored(_ answer: StoreWatch.Answer) -> [MetricFamily] {
        var families: [MetricFamily] = []
        if let load = (core.store as? any QueueObserving)?.load {
            families += [
                MetricFamily(
                    "bot_store_connections", .gauge, help: "Connections to the store that are open, busy or idle.",
                    samples: [
                        .init([MetricLabel("state", "busy")], load.connections - load.idle),
                        .init([MetricLabel("state", "idle")], load.idle),
                    ]),
                gauge("bot_store_waiting_calls", "Calls that wait for a connection to the store.", load.waiting),
            ]
        }
        switch answer {
        case .down: return families + [gauge("bot_store_up", Self.storeHelp, 0)]
        case .up(let counts):
            families.append(gauge("bot_store_up", Self.storeHelp, 1))
            return core.store is any QueueObserving ? families + queues(counts) : families
        }
    }

    /// Each configured channel has every series, also where there is nothing to count: an alert on a series that is not
    /// there never fires.
    private func queues(_ counts: [QueueCount]) -> [MetricFamily] {
        let channels = Set(health.all.map(\.channel)).union(counts.map(\.channel)).sorted().prefix(1_000)
        let now = core.now()
        func family(
            _ name: String, _ help: String, _ label: String,
            _ words: [(word: String, queue: QueueCount.Queue, state: String)]
        ) -> MetricFamily {
            var samples: [MetricFamily.Sample] = []
            for channel in channels {
                for (word, queue, state) in words {
                    let count = counts.first { $0.channel == channel && $0.queue == queue && $0.state == state }
                    samples.append(
                        .init([MetricLabel("channel", channel), MetricLabel(label, word)], count?.count ?? 0))
                }
            }
            return MetricFamily(name, .gauge, help: help, samples: samples)
        }
        func age(_ name: String, _ help: String, _ queue: QueueCount.Queue, _ state: String) -> MetricFamily {
            let samples = channels.map { channel in
                let oldest = counts.first { $0.channel == channel && $0.queue == queue && $0.state == state }?.oldest
                let age = oldest.map { max(0, now.timeIntervalSince($0)) } ?? 0
                return MetricFamily.Sample([MetricLabel("channel", channel)], .number(age))
            }
            return MetricFamily(name, .gauge, help: help, samples: samples)
        }
        return [
            family(
                "bot_inbox_messages", "Accepted messages in the store that are queued or running.", "state",
                [("queued", .inbox, "queued"), ("running", .inbox, "running")]),
            age(
                "bot_inbox_oldest_age_seconds", "Age of the oldest message that is queued; 0 for none.", .inbox,
                "queued"),
            family(
                "bot_outbox_replies", "Replies in the store that are pending or being sent.", "state",
                [("pending", .outbox, "pending"), ("sending", .outbox, "sending")]),
            age(
                "bot_outbox_oldest_age_seconds", "Age of the oldest reply that is pending; 0 for none.", .outbox,
                "pending"),
            family(
                "bot_dead_letters",
                "Messages that failed and replies that are dead, until somebody retries or drops them.",
                "queue", [("inbox", .inbox, "failed"), ("outbox", .outbox, "dead")]),
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name, .gauge, help: help, samples: [.init([], value)])
    }

    private static let storeHelp = "1 while the store answers within two seconds."
}
