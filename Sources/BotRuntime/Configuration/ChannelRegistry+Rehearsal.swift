package import ChannelKit

extension ChannelRegistry {
    /// Makes the one instance that a text describes: its settings as they stand below its name.
    package func open(yaml: String, context: ChannelContext) throws(SettingsFaults) -> OpenedChannel {
        let document = YAMLDocument.read(Array(yaml.utf8), sources: .process)
        let start = SettingsMark(line: 1, column: 1)
        guard let node = document.root, document.faults.isEmpty, let type = types.first?.type else {
            throw SettingsFaults(document.faults)
        }
        let entry = ChannelEntry(name: context.instance, type: type, node: node, mark: start, typeMark: start)
        let result = open([entry]) { _ in context }
        guard let opened = result.channels.first, result.faults.isEmpty else { throw SettingsFaults(result.faults) }
        return opened
    }
}

/// Everything that is wrong with one instance's settings.
package struct SettingsFaults: Error, CustomStringConvertible {
    package let faults: [SettingsFault]

    init(_ faults: [SettingsFault]) { self.faults = faults }

    package var description: String { faults.map(\.problem).joined(separator: "; ") }
}
