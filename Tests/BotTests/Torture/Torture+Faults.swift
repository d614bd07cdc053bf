import BotHarness
import FakeOpenAI
import Foundation
import Synchronization
import ThrowawayPostgres

/// What is done to the bots and their database.
extension Torture {
    func killBots() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for time in plan.kills {
                try await Task.sleep(until: start + .seconds(time))
                await waitForWork()
                guard let (place, processID) = await victims.kill() else { continue }
                group.addTask { try await self.watchTakeover(of: processID) }
                try await victims.begin(place)
            }
            try await group.waitForAll()
        }
    }

    /// The instant is random; that something is in flight is not left to chance, as long as there is work at all.
    private func waitForWork() async {
        let count = model.requestCount
        let deadline = ContinuousClock.now + .seconds(2)
        while model.requestCount == count, .now < deadline { try? await Task.sleep(for: .milliseconds(5)) }
    }

    func killDatabase() async throws {
        guard case .postgres(let server, _) = store else { return }
        for time in plan.databaseKills {
            try await Task.sleep(until: start + .seconds(time))
            await waitForWork()
            outages.withLock { $0.append(.now) }
            try await server.kill()
            try await server.resume()
        }
    }

    func cutConnections() async throws {
        guard case .postgres(let server, let database) = store else { return }
        for time in plan.cuts {
            try await Task.sleep(until: start + .seconds(time))
            await waitForWork()
            // The database may be down just now: then there is nothing to be cut.
            let cut = try? await server.query(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '\(database)'")
            cuts.withLock { $0 += cut.flatMap(Int.init) ?? 0 }
        }
    }

    func pauseBot() async throws {
        guard let pause = plan.pause else { return }
        try await Task.sleep(until: start + .seconds(pause.start))
        guard let processID = victims.stop(0) else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.watchTakeover(of: processID) }
            try await Task.sleep(for: .seconds(pause.seconds))
            victims.goOn(0)
            // Where nobody could take it over, it goes on as itself.
            group.cancelAll()
        }
    }

    /// Until its place among the replicas is another's to give: then what it was doing is others'.
    private func watchTakeover(of processID: Int32) async throws {
        guard case .postgres = store else { return }
        let death = ContinuousClock.now
        let sql = "SELECT min(id) FROM replicas WHERE name LIKE '% \(processID)'"
        var first: String?
        while !Task.isCancelled {
            let id = try? await store.rows(sql).first?.first ?? ""
            if first == nil { first = id }
            // It may be there again, as another, when it goes on.
            if let id, id.isEmpty || id != first { break }
            try? await Task.sleep(for: .milliseconds(100))
        }
        let now = ContinuousClock.now
        // Nobody can take over while there is no database.
        let wasDown = outages.withLock { $0.contains { $0 > death - .seconds(1) && $0 < now } }
        if !wasDown { takeovers.withLock { $0.append((now - death) / .seconds(1)) } }
    }
}
