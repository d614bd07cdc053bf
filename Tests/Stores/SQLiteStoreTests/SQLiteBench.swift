import BotStore
import ChannelKit
import Foundation
import GRDB
import StorePromises
import Synchronization

@testable import SQLiteStore

/// A folder of its own for one test. A kill is played by copying the files as they are at that instant, which is what
/// a killed process leaves, and opening the copy.
final class SQLiteBench: StoreBench {
    let folder: URL
    private let generation = Mutex(0)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var path: String { folder.appendingPathComponent("\(generation.withLock { $0 })/bot.sqlite").path }

    func open() async throws -> any StoreUnderTest {
        try await SQLiteStore.open(at: .file(path), migrate: true)
    }

    func openAfterCrash(of store: any StoreUnderTest) async throws -> any StoreUnderTest {
        let old = path
        generation.withLock { $0 += 1 }
        let files = FileManager.default
        try files.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        for suffix in ["", "-wal"] where files.fileExists(atPath: old + suffix) {
            try files.copyItem(atPath: old + suffix, toPath: path + suffix)
        }
        return try await open()
    }

    func damage(_ turn: TurnID, in store: any StoreUnderTest) async throws {
        guard let store = store as? SQLiteStore else { return }
        try await store.connection.write { db in
            try db.execute(sql: "UPDATE inbox SET accepted_at = 'long ago' WHERE id = ?", arguments: [turn.rawValue])
        }
    }
}
