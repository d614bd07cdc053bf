internal import ChannelKit

/// Replaces `${NAME}`, `${NAME:-default}`, `${file:PATH}` and `$$` in a text, once: what was put in is not read again.
///
/// Problems name variables and files, never what is in them.
struct Substitution {
    /// Something wrong at the `dollar`-th (from 0) `$` of a text.
    struct Problem {
        var dollar: Int
        var text: String
        var hint: String?
    }

    static let fileLimit = 64 << 10

    let sources: SubstitutionSources

    func expand(_ text: String) -> (text: String, problems: [Problem]) {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return (text, []) }
        var result = ""
        var problems: [Problem] = []
        var rest = text[...]
        var dollars = 0
        while let index = rest.firstIndex(of: "$") {
            result += rest[..<index]
            rest = rest[rest.index(after: index)...]
            let dollar = dollars
            dollars += 1
            switch rest.first {
            case "$":
                result += "$"
                rest = rest.dropFirst()
                dollars += 1
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    problems.append(Problem(dollar: dollar, text: "${ without its }", hint: Self.dollarHint))
                    return (result + "$" + rest, problems)
                }
                let inside = rest[..<end].dropFirst()
                dollars += inside.count { $0 == "$" }
                switch value(of: inside) {
                case .success(let value): result += value
                case .failure(let failure):
                    problems.append(Problem(dollar: dollar, text: failure.text, hint: failure.hint))
                    // A stand-in that is not empty, so that one mistake is reported once.
                    result += "?"
                }
                rest = rest[rest.index(after: end)...]
            default: result += "$"
            }
        }
        return (result + rest, problems)
    }

    private struct Failure: Error {
        var text: String
        var hint: String?
    }

    private static let dollarHint = "write $$ for a dollar sign"

    private func value(of inside: Substring) -> Result<String, Failure> {
        if inside.hasPrefix("file:") { return content(of: String(inside.dropFirst("file:".count))) }
        let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let rest = inside.dropFirst(name.count)
        guard !name.isEmpty, name.first?.isNumber == false, rest.isEmpty || rest.hasPrefix(":-") else {
            let forms = "${NAME}, ${NAME:-default} or ${file:PATH}; write $$ for a dollar sign"
            return .failure(Failure(text: "not a substitution", hint: forms))
        }
        guard !rest.contains("${") else {
            return .failure(Failure(text: "a substitution inside another", hint: "a default is taken as it stands"))
        }
        // As in a shell, the default stands in for an empty variable too.
        let value = sources.environment[String(name)]
        if rest.isEmpty {
            guard let value else {
                return .failure(
                    Failure(
                        text: "environment variable \(SettingsFault.shown(String(name))) is not set",
                        hint: "set it, or write ${\(SettingsFault.shown(String(name))):-default}"))
            }
            return .success(value)
        }
        if let value, !value.isEmpty { return .success(value) }
        return .success(String(rest.dropFirst(2).replacing("$$", with: "$")))
    }

    private func content(of path: String) -> Result<String, Failure> {
        do throws(FileReadError) {
            let bytes = try sources.readFile(path, Self.fileLimit)
            guard var text = String(validating: bytes, as: UTF8.self) else {
                return .failure(Failure(text: "file \(SettingsFault.shown(path)) is not UTF-8"))
            }
            // One character where the line ends in CR LF.
            if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
            return .success(text)
        } catch {
            return .failure(Failure(text: "file \(SettingsFault.shown(path)): \(error)"))
        }
    }
}
