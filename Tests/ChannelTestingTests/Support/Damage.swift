import ChannelTesting
import Testing

/// What a fault breaks. A promise is named as its name begins; such a beginning may be that of several.
struct Damage: Sendable {
    enum Extent: Sendable {
        case these([String])
        case allBut([String])
    }

    /// What it breaks each time.
    let certain: Extent
    /// What it breaks or not, as two things come first that happen at once.
    let possible: [String]

    static func breaks(_ names: String..., perhaps possible: [String] = []) -> Damage {
        Damage(certain: .these(names), possible: possible)
    }

    static func breaksAll(but names: [String]) -> Damage { Damage(certain: .allBut(names), possible: []) }

    /// Judges a channel's promises by what it should have broken.
    func check(_ promises: [ChannelPromise]) async throws {
        let (broken, all) = (try await Verdict.broken(of: promises), Set(promises.map(\.name)))
        let certain =
            switch certain {
            case .these(let names): try Self.names(names, of: all)
            case .allBut(let names): all.subtracting(try Self.names(names, of: all))
            }
        let possible = certain.union(try Self.names(possible, of: all))
        #expect(broken.subtracting(possible).sorted() == [], "no other promise is broken")
        #expect(certain.subtracting(broken).sorted() == [], "each of these is")
    }

    private static func names(_ beginnings: [String], of all: Set<String>) throws -> Set<String> {
        try Set(
            beginnings.flatMap { beginning in
                let names = all.filter { $0.hasPrefix(beginning) }
                try #require(!names.isEmpty, "there is a promise \(beginning)")
                return names
            })
    }
}
