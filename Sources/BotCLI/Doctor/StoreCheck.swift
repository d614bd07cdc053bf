import BotRuntime
import BotStore
import ChannelKit

import struct Foundation.Date

/// Whether the database is there, of this version, and can be written; and whether its clock is ours.
struct StoreCheck: Sendable {
    let configuration: BotConfiguration

    func findings() async -> [Finding] {
        if configuration.store == .sqliteMemory {
            return [Finding("database", .ok, "in memory: gone when the process ends")]
        }
        let store: any StoreAdministration
        do {
            store = try await Components.administration(configuration)
        } catch {
            return [Self.unreachable(error)]
        }
        let findings: [Finding]
        do throws(StoreError) {
            findings = try await examine(store)
        } catch {
            findings = [Self.unreachable(error)]
        }
        await store.close()
        return findings
    }

    private func examine(_ store: any StoreAdministration) async throws(StoreError) -> [Finding] {
        let version = try await store.schemaVersion()
        var findings = [schema(version)]
        guard let store = store as? any StoreExamining else { return findings }
        let examination = try await store.examine()
        findings.insert(
            examination.obstacle.map {
                Finding(
                    "database", .misconfigured, "\(examination.product) cannot be written: \($0)", remedy: rights)
            } ?? Finding("database", .ok, examination.product), at: 0)
        if let clock = examination.clock { findings.append(ClockCheck.finding(there: clock.there, here: clock.here)) }
        if case .sqliteFile(let path) = configuration.store { findings.append(DiskCheck.finding(path)) }
        return findings
    }

    private var rights: String {
        if case .sqliteFile = configuration.store {
            return "let this user write the file and its folder (chown, chmod)"
        }
        return "name the primary in store.url, grant its user what docs/operations.md grants, "
            + "or reset default_transaction_read_only"
    }

    private func schema(_ version: (current: Int, needed: Int)) -> Finding {
        if version.current == version.needed { return Finding("schema", .ok, "version \(version.current)") }
        if version.current > version.needed {
            return Finding(
                "schema", .misconfigured, "version \(version.current) is newer than this program's, \(version.needed)",
                remedy: "run the program that made it, or a newer one")
        }
        let found =
            version.current == 0 ? "there is none yet" : "version \(version.current), and \(version.needed) is needed"
        return Finding("schema", .warning, found, remedy: "bot db init makes it; so does bot run, where its user may")
    }

    private static func unreachable(_ error: any Error) -> Finding {
        let error = error as? StoreError
        return Finding(
            "database", .unavailable, error?.message ?? "it cannot be opened",
            remedy: error?.code == .corrupt
                ? "restore a backup: docs/operations.md" : "see store.url, and docs/operations.md")
    }
}
