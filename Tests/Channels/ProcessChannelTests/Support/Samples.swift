import ChannelKit
import Foundation
import Glibc
import LenientJSON
import Logging
import Synchronization

@testable import ProcessChannel

/// Channels and lines for the tests.
enum Samples {
    static let hello = #"{"type":"hello","protocol":[1]}"#

    /// A channel around a script of the shell's; `$0` is the folder.
    static func channel(_ script: String, in folder: URL, maxLine: Int = 64 << 10) throws -> ProcessChannel {
        // As the bot does: a program may end while it is told something.
        _ = signal(SIGPIPE, SIG_IGN)
        let mark = SettingsMark(line: 1, column: 1)
        func node(_ text: String) -> SettingsNode { SettingsNode(.scalar(text), at: mark) }
        let command = ["/bin/sh", "-c", script, folder.path].map(node)
        let entries = [
            ("command", SettingsNode(.list(command), at: mark)), ("max_line", node("\(maxLine / 1_024)KB")),
            ("max_in_flight", node("1024")), ("hello_timeout", node("5m")), ("reply_timeout", node("55s")),
        ].map { SettingsNode.Entry(key: $0.0, keyMark: mark, value: $0.1) }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "program")
        let settings = ProcessChannel.Settings(from: &reader)
        reader.finish()
        if let fault = reader.faults.first { throw fault }
        return try ProcessChannel(
            settings: settings,
            context: ChannelContext(
                instance: "program", installation: "test",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, cursor: MemoryCursor()))
    }

    static func json(_ text: String) -> JSONValue { JSONReader.read(Array(text.utf8)) ?? .null }

    static func deliver(_ events: String, id: String = "d") -> String {
        #"{"type":"deliver","id":"\#(id)","events":\#(events)}"#
    }

    static func message(_ id: String, more: String = "") -> String {
        #"{"event":"message","id":"\#(id)","user":"ada","text":"hello"\#(more)}"#
    }

    /// A folder of a test's own.
    static func inFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "process-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }
}

/// A cursor with the store's limit.
final class MemoryCursor: ChannelCursor {
    private let value = Mutex<String?>(nil)

    func load() async throws(ChannelError) -> String? { value.withLock { $0 } }

    func save(_ value: String) async throws(ChannelError) {
        guard value.utf8.count <= 4_096 else {
            throw ChannelError("cursor_too_long", kind: .invalid, message: "The cursor is too long.")
        }
        self.value.withLock { $0 = value }
    }
}
