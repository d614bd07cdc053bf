import BotHarness
import Foundation
import GRDB
import Testing

@Suite("A database is copied while a bot serves it", .timeLimit(.minutes(3)))
struct BackupTests {
    @Test("the copy is whole, readable by its owner alone, and served like the first; a new token names nobody else")
    func copied() async throws {
        try await Bots.running { caller, bot, home in
            let file = home.folder.appending(path: "bot.yaml").path
            let token = try await caller.token(apiKey: Bots.apiKey)
            let before = try await caller.say("before", token: token, key: "k")
            let copy = home.folder.appending(path: "backups/copy.sqlite").path
            let ended = try await Bots.run(["db", "backup", copy, "--config", file])
            #expect(ended.status == .exited(0) && ended.output == "backed up to \(copy)", "\(ended.log)")
            let after = try await caller.token(apiKey: Bots.apiKey)
            let attributes = try FileManager.default.attributesOfItem(atPath: copy)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let again = try await Bots.run(["db", "backup", copy, "--config", file])
            #expect(again.status == .exited(64) && again.log.contains("is there already"), "\(again.log)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "/backups") == ["copy.sqlite"])

            #expect(await bot.terminate() == .exited(0))
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: home.database + suffix) }
            try FileManager.default.copyItem(atPath: copy, toPath: home.database)
            #expect(try await Bots.run(["db", "restored", "--config", file]).status == .exited(0))
            let restored = try BotProcess(["run", "--config", file], folder: home.folder)
            let second = Caller(try await restored.address())
            #expect(try await second.say("before", token: token, key: "k").body == before.body)
            #expect(try await second.say("hi", token: after).status == 404, "its user is lost")
            let opened = try await second.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(Int(opened["user_id"] ?? "") ?? 0 > 1_000_000_000)
            #expect(try await second.say("hi", token: after).status == 404, "and nobody else has their id")
            #expect(await restored.terminate() == .exited(0))
        }
    }

    @Test("what cannot be copied is said: a store in memory, one that is not there, a folder that may not be written")
    func refused() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let text = Bots.configuration(home: home)
        let file = try home.write(text)
        let copy = home.folder.appending(path: "copy.sqlite").path
        #expect(try await Bots.run(["db", "backup", copy, "--config", file]).status == .exited(69), "no schema yet")
        #expect(!FileManager.default.fileExists(atPath: copy))
        #expect(try await Bots.run(["db", "init", "--config", file]).status == .exited(0))
        #expect(
            try await Bots.run(["db", "backup", "/proc/none/copy.sqlite", "--config", file]).status == .exited(69))
        for store in ["sqlite::memory:", "postgres://bot@127.0.0.1:9/bot"] {
            let other = try home.write(text.replacing("sqlite:\(home.database)", with: store), to: "other.yaml")
            #expect(try await Bots.run(["db", "backup", copy, "--config", other]).status == .exited(64), "\(store)")
        }
    }
}
