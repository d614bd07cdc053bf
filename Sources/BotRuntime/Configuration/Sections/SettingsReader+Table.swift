internal import ChannelKit

extension SettingsReader {
    /// A map of names to texts that may be secret: at most 32, each on one line, of at most 8,192 bytes.
    mutating func secretTable(_ name: String, kind: String, isName: (String) -> Bool) -> [String: Secret] {
        guard let node = node(SettingsKey(name: name, kind: kind, isRequired: false)) else { return [:] }
        guard case .map(let entries) = node.value, entries.count <= 32 else {
            if case .null = node.value { return [:] }
            fault(name, "expected \(kind)")
            return [:]
        }
        var table: [String: Secret] = [:]
        for entry in entries {
            guard isName(entry.key) else {
                fault("\(name): not a name that can be sent", at: entry.keyMark)
                continue
            }
            guard case .scalar(let text) = entry.value.value, text.utf8.count <= 8_192,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                fault("\(name): expected a text of one line", at: entry.value.mark)
                continue
            }
            table[entry.key] = Secret(text)
        }
        return table
    }

    /// A time within limits that may be left out.
    mutating func optionalDuration(_ name: String, in range: ClosedRange<Duration>, help: String) -> Duration? {
        // The default is only there to make the key an optional one.
        has(name)
            ? duration(name, default: range.lowerBound, in: range, help: help) : describe(name, in: range, help: help)
    }

    private mutating func describe(_ name: String, in range: ClosedRange<Duration>, help: String) -> Duration? {
        let limits = "\(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
        _ = node(SettingsKey(name: name, kind: "duration from \(limits)", isRequired: false, help: help))
        return nil
    }
}
