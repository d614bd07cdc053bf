internal import ChannelKit
internal import Yams

/// A text composed into nodes by Yams, with two matters taken out of its hands.
///
/// **Aliases.** Yams puts the node in the alias's place; a few lines can so grow into billions of nodes, and an unknown
/// anchor ends the parsing. Each `*` before a name is therefore disguised as a scalar that the text does not use, and
/// ``YAMLConverter`` resolves what is left standing.
///
/// **Duplicate keys.** They end Yams' parsing too, and are reported at the first of the two. The first is renamed, by
/// a scalar that the text does not use, and parsing is tried again; the converter gives it its name back and reports
/// the second. No place in the text moves by either.
struct YAMLComposition {
    /// The document; nil where the text holds none, or is no YAML.
    private(set) var root: Node?
    private(set) var faults: [SettingsFault] = []
    /// What stands for the `*` of an alias.
    let aliasSign: Unicode.Scalar
    /// Keys that were renamed, by their places.
    private(set) var renamed: [SettingsMark: String] = [:]
    /// Holds the anchors, which nodes refer to weakly.
    private var parser: Parser?

    private static let mostRepairs = 50

    init(_ original: YAMLText) {
        var spare = SpareScalars(besides: original.scalars)
        aliasSign = spare.next()
        var text = original
        for (offset, scalar) in original.scalars.enumerated().dropLast() where scalar == "*" {
            if YAMLConverter.isAnchorName(original.scalars[offset + 1]) { text.replace(at: offset, with: aliasSign) }
        }
        var repairs = 0
        // Every failed attempt leaves a duplicate behind: rename it, or report it and give up.
        while !compose(text, original: original) {
            guard let duplicate else { return }
            guard repairs < Self.mostRepairs,
                let offset = Self.renamable(duplicate.mark, in: text, aliasSign: aliasSign)
            else {
                faults.append(
                    SettingsFault("duplicate key \(SettingsFault.shown(duplicate.name))", at: duplicate.mark))
                return
            }
            repairs += 1
            renamed[duplicate.mark] = duplicate.name
            text.replace(at: offset, with: spare.next())
        }
    }

    private var duplicate: (name: String, mark: SettingsMark)?

    /// False when a duplicate key was in the way. Everything else that is wrong is a fault.
    private mutating func compose(_ text: YAMLText, original: YAMLText) -> Bool {
        duplicate = nil
        do {
            let parser = try Parser(yaml: text.string, resolver: .basic, encoding: .utf8)
            self.parser = parser
            guard let first = try parser.nextRoot() else { return true }
            if let second = try parser.nextRoot() {
                faults.append(
                    SettingsFault(
                        "another document begins here", at: SettingsMark(second.mark), hint: "one document a file"))
            }
            root = first
            return true
        } catch {
            // Never the error's own description: it quotes the file, with the secrets in it.
            guard let error = error as? YamlError else {
                faults.append(SettingsFault("not valid YAML", at: SettingsMark(line: 1, column: 1)))
                return true
            }
            if case .duplicatedKeysInMapping(let names, let context) = error {
                let name = (names.first ?? "").replacing(aliasSign, with: "*")
                let mark = SettingsMark(context.mark)
                duplicate = (renamed[mark] ?? name, mark)
                return false
            }
            faults.append(Self.fault(error, in: original))
            return true
        }
    }

    /// Where the scalar to replace stands; nil for a key that cannot be renamed by replacing one scalar of it.
    private static func renamable(_ mark: SettingsMark, in text: YAMLText, aliasSign: Unicode.Scalar) -> Int? {
        guard let offset = text.offset(of: mark) else { return nil }
        switch text.scalars[offset] {
        case "\"", "'":
            guard offset + 1 < text.scalars.count, !["\"", "'", "\\"].contains(text.scalars[offset + 1]) else {
                return nil
            }
            return offset + 1
        case "&", "!", "|", ">", "?", "[", "{", ":", " ", aliasSign: return nil
        default: return offset
        }
    }

    /// The problem and its place, and nothing of the text.
    private static func fault(_ error: YamlError, in text: YAMLText) -> SettingsFault {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let mark = SettingsMark(mark)
            if problem.hasPrefix("Maximum nesting level") {
                return SettingsFault("nested too deeply", at: mark)
            }
            let begun = context.map { "\($0.text) that began at \($0.mark.line):\($0.mark.column)" }
            return SettingsFault("not valid YAML: \(problem)", at: mark, hint: advice(at: mark, in: text) ?? begun)
        default:
            return SettingsFault("not valid YAML", at: SettingsMark(line: 1, column: 1))
        }
    }

    private static func advice(at mark: SettingsMark, in text: YAMLText) -> String? {
        guard let offset = text.offset(of: mark) else { return nil }
        switch text.scalars[offset] {
        case "\t": return "indent with spaces, not with tabs"
        case "@", "`", "%": return "put the text in quotes"
        case "{" where offset > 0 && text.scalars[offset - 1] == "$":
            return "inside [ ] and { } put ${…} in quotes"
        default: return nil
        }
    }
}

extension SettingsMark {
    init(_ mark: Mark?) { self.init(line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1)) }
}

extension String {
    /// The text with one scalar in another's place.
    func replacing(_ scalar: Unicode.Scalar, with other: Unicode.Scalar) -> String {
        guard unicodeScalars.contains(scalar) else { return self }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: unicodeScalars.lazy.map { $0 == scalar ? other : $0 })
        return String(text)
    }
}
