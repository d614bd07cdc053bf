internal import ChannelKit

/// A YAML file, read: its tree with substitutions made, and everything found wrong with it on the way.
///
/// After a fault of syntax, or when a limit is met, there is no tree: what follows cannot be told apart from what was
/// broken.
struct YAMLDocument {
    static let sizeLimit = 1 << 20

    let root: SettingsNode?
    let faults: [SettingsFault]
    /// Places of values that have one of the faults: any other fault at one of them is only a consequence.
    var broken: Set<SettingsMark> = []

    /// Reads bytes that must be UTF-8, at most ``sizeLimit`` of them.
    static func read(_ bytes: [UInt8], sources: SubstitutionSources) -> YAMLDocument {
        guard bytes.count <= sizeLimit else {
            return refused("more than \(sizeLimit) bytes", at: SettingsMark(line: 1, column: 1))
        }
        guard let valid = String(validating: bytes, as: UTF8.self) else {
            return refused("not UTF-8", at: firstInvalid(in: bytes))
        }
        let text = YAMLText(valid)
        if let mark = text.firstForbidden { return refused("a control character", at: mark) }
        let composition = YAMLComposition(text)
        var converter = YAMLConverter(
            text: text, composition: composition, substitution: Substitution(sources: sources))
        let root = composition.root.map { converter.convert($0) }
        return YAMLDocument(
            root: converter.isTooLarge ? nil : root, faults: composition.faults + converter.faults,
            broken: converter.broken)
    }

    private static func refused(_ problem: String, at mark: SettingsMark) -> YAMLDocument {
        YAMLDocument(root: nil, faults: [SettingsFault(problem, at: mark)])
    }

    /// The place of the first byte that is no UTF-8.
    private static func firstInvalid(in bytes: [UInt8]) -> SettingsMark {
        var valid = String.UnicodeScalarView()
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid.append(scalar) }
        let text = YAMLText(String(valid))
        return text.mark(at: text.scalars.count)
    }
}
