import ChannelKit
import Testing

@testable import StdioChannel

@Suite("Settings of a stdio channel") struct SettingsTests {
    private func read(_ values: [(String, String)]) -> (settings: StdioChannel.Settings, faults: [String]) {
        let mark = SettingsMark(line: 1, column: 1)
        let entries = values.map { key, value in
            SettingsNode.Entry(key: key, keyMark: mark, value: SettingsNode(.scalar(value), at: mark))
        }
        var reader = SettingsReader(SettingsNode(.map(entries), at: mark), name: "console")
        let settings = StdioChannel.Settings(from: &reader)
        reader.finish()
        return (settings, reader.faults.map(\.problem))
    }

    @Test func `nothing is required`() {
        let (settings, faults) = read([])
        #expect(faults == [])
        #expect(settings == StdioChannel.Settings(format: .jsonl, stream: false, maxLine: 65_536))
    }

    @Test func `every key is read`() {
        let (settings, faults) = read([
            ("format", "text"), ("user", "ann"), ("stream", "true"), ("max_line", "1MB"), ("prompt", "> "),
        ])
        #expect(faults == [])
        #expect(
            settings
                == StdioChannel.Settings(format: .text, user: "ann", stream: true, maxLine: 1 << 20, prompt: "> "))
    }

    @Test(arguments: [
        ("format", "xml"), ("stream", "perhaps"), ("max_line", "1000"), ("max_line", "2MB"), ("user", ""),
        ("user", String(repeating: "x", count: 256)), ("prompt", String(repeating: "x", count: 256)),
        ("colour", "red"),
    ])
    func `a value that cannot be is a fault`(key: String, value: String) {
        let faults = read([("format", "text"), (key, value)].filter { $0.0 != key || $0.1 == value }).faults
        #expect(faults.count == 1)
        #expect(faults.first?.contains(key) == true)
    }

    @Test(arguments: [("stream", "true"), ("prompt", "> ")])
    func `what only the text format has is a fault with JSON lines`(key: String, value: String) {
        #expect(read([(key, value)]).faults == ["\(key): only with format: text"])
    }
}
