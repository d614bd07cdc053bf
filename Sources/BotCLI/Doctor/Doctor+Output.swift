import ChannelKit
import Foundation

extension [Doctor.Report] {
    /// What the command ends with: what is to be mended here weighs more than what may pass.
    var failure: CommandFailure.Code? {
        let verdicts = Set(map(\.finding.verdict))
        if verdicts.contains(.misconfigured) { return .configuration }
        return verdicts.contains(.unavailable) ? .unavailable : nil
    }

    /// For people: a line each, and what is to be done below it.
    var text: String {
        let width = (map { $0.part.count + $0.finding.subject.count + 1 }.max() ?? 0) + 2
        return map { report in
            let name = "\(report.part) \(report.finding.subject)"
            let space = String(repeating: " ", count: width - name.count)
            let line = "\(report.finding.verdict.mark)  \(name)\(space)\(report.finding.message.onOneLine)"
            return report.finding.remedy.map { line + "\n        → \($0.onOneLine)" } ?? line
        }.joined(separator: "\n")
    }

    /// For programs: one array of objects.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(map(Row.init)), as: UTF8.self)
    }

    private struct Row: Encodable {
        let part: String
        let check: String
        let verdict: String
        let message: String
        let remedy: String?

        init(_ report: Doctor.Report) {
            part = report.part
            check = report.finding.subject
            verdict = report.finding.verdict.word
            message = report.finding.message
            remedy = report.finding.remedy
        }
    }
}

extension Finding.Verdict {
    var word: String {
        switch self {
        case .ok: "ok"
        case .warning: "warn"
        case .unavailable, .misconfigured: "fail"
        }
    }

    fileprivate var mark: String {
        switch self {
        case .ok: "ok  "
        case .warning: "warn"
        case .unavailable, .misconfigured: "FAIL"
        }
    }
}
