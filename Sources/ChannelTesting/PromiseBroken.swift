/// What was promised and did not happen: what was seen, and where to look.
public struct PromiseBroken: Error, Sendable, CustomStringConvertible {
    public let claim: String
    /// What there was instead.
    public let seen: String?
    /// What the author of the channel can do about it.
    public let hint: String?

    init(_ claim: String, seen: String? = nil, hint: String? = nil) {
        self.claim = claim
        self.seen = seen
        self.hint = hint
    }

    public var description: String {
        claim + (seen.map { "\n  seen: \($0)" } ?? "") + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}

func check(
    _ condition: Bool, _ claim: @autoclosure () -> String, seen: @autoclosure () -> String? = nil, hint: String? = nil
) throws {
    if !condition { throw PromiseBroken("not so: \(claim())", seen: seen(), hint: hint) }
}

func checkEqual<Value: Equatable>(
    _ found: Value, _ expected: Value, _ claim: @autoclosure () -> String, hint: String? = nil
) throws {
    if found != expected {
        throw PromiseBroken("not so: \(claim())", seen: "\(found), where \(expected) was expected", hint: hint)
    }
}

func require<Value>(_ value: Value?, _ claim: @autoclosure () -> String, hint: String? = nil) throws -> Value {
    guard let value else { throw PromiseBroken("missing: \(claim())", hint: hint) }
    return value
}
