import BotStore
import ChannelKit
import HTTPTypes
import PrometheusMetrics

/// Health and metrics: what the admin port answers.
struct AdminRoutes: Sendable {
    let core: Core
    let health: HealthBoard
    private let scrape: MetricsScrape

    /// A scrape waits for the store no longer than `patience`.
    init(core: Core, health: HealthBoard, patience: Duration = .seconds(2)) {
        self.core = core
        self.health = health
        scrape = MetricsScrape(core: core, health: health, store: StoreWatch(store: core.store, patience: patience))
    }

    var table: RouteTable {
        var table = RouteTable()
        table.add(HTTPRoute(.get, "/health/live")) { _ in .json(Array("{\"status\":\"live\"}".utf8)) }
        table.add(HTTPRoute(.get, "/health/ready")) { _ in await ready() }
        table.add(HTTPRoute(.get, "/metrics")) { _ in await metrics() }
        return table
    }

    /// Ready: the store answers, every channel is up, and the bot is not on its way out.
    private func ready() async -> HTTPAnswer {
        let (store, fault) = await storeState()
        let channels = health.all
        let isReady = store == "up" && !core.phase.isDraining && channels.allSatisfy { $0.state.isHealthy }
        var json = "{\"status\":\"\(isReady ? "ready" : "not ready")\",\"store\":\(JSONText.quoted(store))"
        json += ",\"draining\":\(core.phase.isDraining),\"channels\":{"
        json += channels.map { "\(JSONText.quoted($0.channel)):\"\($0.state.rawValue)\"" }.joined(separator: ",")
        json += "}"
        let reasons = channels.compactMap { channel in
            channel.reason.map { "\(JSONText.quoted(channel.channel)):\(JSONText.quoted($0))" }
        }
        if let fault { json += ",\"store_error\":\(JSONText.quoted(fault))" }
        if !reasons.isEmpty { json += ",\"reasons\":{\(reasons.joined(separator: ","))}" }
        json += "}"
        return .json(Array(json.utf8), status: isReady ? .ok : .serviceUnavailable)
    }

    /// A store that does not answer within two seconds is as good as down.
    private func storeState() async -> (word: String, fault: String?) {
        let slow = (
            "slow", "the store has not answered for two seconds: another process holds it, or its disk does not keep up"
        )
        return await withTaskGroup(of: (String, String?).self) { group in
            group.addTask {
                do throws(StoreError) {
                    try await core.store.ping()
                    return ("up", nil)
                } catch {
                    return (error.code.rawValue, error.message)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return slow
            }
            defer { group.cancelAll() }
            return await group.next() ?? slow
        }
    }

    private func metrics() async -> HTTPAnswer {
        var answer = HTTPAnswer.text(await scrape.text())
        answer.headers[.contentType] = PrometheusText.contentType
        return answer
    }
}

extension HealthBoard.ChannelState {
    var isHealthy: Bool {
        switch self {
        case .up, .standby, .ended: true
        case .starting, .failed: false
        }
    }
}
