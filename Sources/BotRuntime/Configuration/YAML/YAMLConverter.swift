internal import ChannelKit
internal import Yams

/// Turns Yams' nodes into settings nodes: resolves aliases and merge keys, substitutes, finds duplicate keys.
///
/// At most ``depthLimit`` levels and ``nodeLimit`` nodes, aliases counted at their full size.
struct YAMLConverter {
    static let depthLimit = 64
    static let nodeLimit = 100_000

    let text: YAMLText
    let composition: YAMLComposition
    var substitution: Substitution
    private(set) var faults: [SettingsFault] = []
    /// Places of values that have a stand-in for what could not be made out: whatever else is found wrong with one
    /// is only a consequence.
    private(set) var broken: Set<SettingsMark> = []
    /// Whether a limit was met: then what was converted is not the whole document.
    private(set) var isTooLarge = false
    private var anchors: [String: (node: SettingsNode, size: Int)] = [:]
    private var count = 0

    init(text: YAMLText, composition: YAMLComposition, substitution: Substitution) {
        self.text = text
        self.composition = composition
        self.substitution = substitution
    }

    static func isAnchorName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }

    mutating func convert(_ node: Node, depth: Int = 1) -> SettingsNode {
        let mark = SettingsMark(node.mark)
        let before = count
        count += 1
        guard isWithinLimits(depth: depth, at: mark) else { return SettingsNode(.null, at: mark) }
        checkTag(node, at: mark)
        let value: SettingsNode.Value
        switch node {
        case .scalar(let scalar): value = scalarValue(scalar, at: mark)
        case .sequence(let sequence):
            var items: [SettingsNode] = []
            for item in sequence { items.append(convert(item, depth: depth + 1)) }
            value = .list(items)
        case .mapping(let mapping): value = .map(entries(of: mapping, depth: depth))
        case .alias: value = .null  // Only ever made by an encoder.
        }
        let converted = SettingsNode(value, at: mark)
        if let anchor = node.anchor { anchors[anchor.rawValue] = (converted, count - before) }
        return converted
    }

    private mutating func isWithinLimits(depth: Int, at mark: SettingsMark) -> Bool {
        guard !isTooLarge else { return false }
        if depth > Self.depthLimit {
            faults.append(SettingsFault("nested too deeply", at: mark, hint: "at most \(Self.depthLimit) levels"))
        } else if count > Self.nodeLimit {
            faults.append(
                SettingsFault("too large", at: mark, hint: "at most \(Self.nodeLimit) values, aliases counted"))
        } else {
            return true
        }
        isTooLarge = true
        return false
    }

    /// Tags are of no use here. The core ones are let pass, since every value is read as the type that is expected.
    private mutating func checkTag(_ node: Node, at mark: SettingsMark) {
        let tag = node.tag.description
        let core = ["", "!", "str", "int", "float", "bool", "null", "map", "seq"]
        guard !core.contains(tag.hasPrefix(Self.coreTags) ? String(tag.dropFirst(Self.coreTags.count)) : tag) else {
            return
        }
        faults.append(SettingsFault("a tag that is not known here", at: mark, hint: "leave it out"))
    }

    private static let coreTags = "tag:yaml.org,2002:"

    private mutating func scalarValue(_ scalar: Node.Scalar, at mark: SettingsMark) -> SettingsNode.Value {
        if scalar.style == .plain {
            if scalar.string.unicodeScalars.first == composition.aliasSign {
                return alias(String(scalar.string.unicodeScalars.dropFirst()), at: mark)
            }
            if ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        }
        let (expanded, problems) = substitution.expand(scalar.string.replacing(composition.aliasSign, with: "*"))
        for problem in problems {
            let place = text.place(ofDollar: problem.dollar, from: mark)
            faults.append(SettingsFault(problem.text, at: place, hint: problem.hint))
            broken.insert(mark)
        }
        return .scalar(expanded)
    }

    private mutating func alias(_ name: String, at mark: SettingsMark) -> SettingsNode.Value {
        guard name.unicodeScalars.allSatisfy(Self.isAnchorName) else {
            faults.append(SettingsFault("not a valid alias", at: mark, hint: "put a text that begins with * in quotes"))
            broken.insert(mark)
            return .null
        }
        guard let anchored = anchors[name] else {
            let near = NearestName.of(name, among: anchors.keys.sorted())
            broken.insert(mark)
            // The name is not quoted: this may be a password that begins with a star.
            let hint = near.map { "did you mean \($0)?" } ?? "put a text that begins with * in quotes"
            faults.append(SettingsFault("unknown anchor", at: mark, hint: hint))
            return .null
        }
        count += anchored.size
        return isWithinLimits(depth: 1, at: mark) ? anchored.node.value : .null
    }

    private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [SettingsNode.Entry] {
        var entries: [SettingsNode.Entry] = []
        var merged: [SettingsNode.Entry] = []
        var places: [String: SettingsMark] = [:]
        for (keyNode, valueNode) in mapping {
            let keyMark = SettingsMark(keyNode.mark)
            let key = key(keyNode, at: keyMark)
            let value = convert(valueNode, depth: depth + 1)
            guard let key else { continue }
            if key == "<<", keyNode.scalar?.style == .plain {
                merged += mergeable(value)
            } else if let first = places[key] {
                faults.append(
                    SettingsFault(
                        "duplicate key \(SettingsFault.shown(key))", at: keyMark,
                        hint: "first at \(first.line):\(first.column)"))
            } else {
                places[key] = keyMark
                entries.append(SettingsNode.Entry(key: key, keyMark: keyMark, value: value))
            }
        }
        // A key of the map's own wins over a merged one, an earlier merged one over a later.
        for entry in merged where places.updateValue(entry.keyMark, forKey: entry.key) == nil { entries.append(entry) }
        return entries
    }

    private mutating func key(_ node: Node, at mark: SettingsMark) -> String? {
        guard let scalar = node.scalar, scalar.string.unicodeScalars.first != composition.aliasSign else {
            faults.append(SettingsFault("a key must be a plain text", at: mark))
            return nil
        }
        return composition.renamed[mark] ?? scalar.string.replacing(composition.aliasSign, with: "*")
    }

    private mutating func mergeable(_ value: SettingsNode) -> [SettingsNode.Entry] {
        let maps = if case .list(let items) = value.value { items } else { [value] }
        return maps.flatMap { node -> [SettingsNode.Entry] in
            if case .map(let entries) = node.value { return entries }
            if !broken.contains(node.mark) {
                faults.append(SettingsFault("<<: expected a map, or a list of maps", at: node.mark))
            }
            return []
        }
    }
}
