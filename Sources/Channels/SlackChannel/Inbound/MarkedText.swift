import ChannelKit

/// A message's text as Slack writes it: people, channels and links stand between `<` and `>`, and those two and `&` are
/// `&lt;`, `&gt;` and `&amp;` where they are meant (Slack, "Formatting message text": "Escaping text" and "Retrieving
/// messages", docs.slack.dev/messaging/formatting-message-text, 2026).
struct MarkedText: Sendable {
    private enum Piece {
        case words(Substring)
        /// What stands between `<` and `>`.
        case mark(Substring)
    }

    private let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        // By scalars: a letter and what is drawn over it would be one character.
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        while let open = scalars[start...].firstIndex(of: "<"),
            let close = scalars[open...].firstIndex(of: ">")
        {
            if start < open { pieces.append(.words(Substring(scalars[start..<open]))) }
            pieces.append(.mark(Substring(scalars[scalars.index(after: open)..<close])))
            start = scalars.index(after: close)
        }
        if start < scalars.endIndex { pieces.append(.words(Substring(scalars[start...]))) }
        self.pieces = pieces
    }

    /// The text as a person reads it, without the mentions of the bot: they are there to call it. All of it where nothing
    /// else is.
    ///
    /// - Parameters:
    ///   - bot: the bot's user; nil where it is not known.
    ///   - isCalled: whether the bot is mentioned somewhere. Where its user is not known, the mention at the beginning is it.
    func plain(without bot: String?, isCalled: Bool) -> String {
        var text = ""
        var whole = ""
        var followsCall = false
        for piece in pieces {
            switch piece {
            case .words(let words):
                let plain = Self.unescaped(words)
                whole += plain
                text += followsCall ? Self.joined(plain, to: text) : plain[...]
                followsCall = false
            case .mark(let mark):
                let plain = Self.plain(mark)
                whole += plain
                let person = Self.person(in: mark)
                followsCall = person != nil && (bot.map { person == $0 } ?? (isCalled && text.isBlank))
                if !followsCall { text += plain }
            }
        }
        return (text.isBlank ? whole : text).trimmed
    }

    /// What comes after a mention that was left out: without the comma that it began with, and no second space.
    private static func joined(_ words: String, to text: String) -> Substring {
        guard text.isBlank || text.last?.isWhitespace == true else { return words[...] }
        let rest = text.isBlank && [",", ":"].contains(words.first) ? words.dropFirst() : words[...]
        return rest.drop(while: \.isWhitespace)
    }

    /// Whether this person is mentioned.
    func mentions(_ person: String) -> Bool {
        pieces.contains { if case .mark(let mark) = $0 { Self.person(in: mark) == person } else { false } }
    }

    private static func person(in mark: Substring) -> String? {
        mark.hasPrefix("@") ? SlackID.plain(String(mark.dropFirst().prefix { $0 != "|" })) : nil
    }

    private static func plain(_ mark: Substring) -> String {
        let halves = mark.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let target = halves.first ?? ""
        let label = halves.count == 2 && !halves[1].isEmpty ? unescaped(halves[1]) : nil
        switch target.first {
        case "@", "#": return signed(target.prefix(1), label ?? unescaped(target.dropFirst()))
        // `!here`, `!subteam^S1|@group`, `!date^…|what to show instead`.
        case "!":
            if let label { return label }
            let words = target.dropFirst().split(separator: "^")
            return "@" + unescaped(words.first == "subteam" ? words.dropFirst().first ?? "" : words.first ?? "")
        default:
            let address = unescaped(target)
            let scheme = ["mailto:", "tel:"].first(where: address.hasPrefix)
            let bare = String(address.dropFirst(scheme?.count ?? 0))
            guard let label, !address.hasSuffix(label) else { return bare }
            return "\(label) (\(bare))"
        }
    }

    private static func signed(_ sign: Substring, _ name: String) -> String {
        name.hasPrefix(sign) ? name : sign + name
    }

    /// One pass: `&amp;lt;` is `&lt;`.
    private static func unescaped(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        var result = ""
        var rest = text.unicodeScalars[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result.unicodeScalars += rest[..<ampersand]
            let tail = rest[ampersand...]
            let entity = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].first { tail.starts(with: $0.0.unicodeScalars) }
            result += entity?.1 ?? "&"
            rest = tail.dropFirst(entity?.0.unicodeScalars.count ?? 1)
        }
        result.unicodeScalars += rest
        return result
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
