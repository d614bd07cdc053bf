import AsyncHTTPClient
import BotModel
import BotRuntime
import ChannelKit
import Logging
import NIOCore
import NIOHTTP1

import struct Foundation.Date

/// Whether the model's server is there, takes the key and knows the model; and what time it has.
struct ModelCheck: Sendable {
    let model: BotConfiguration.Model

    func findings() async -> [Finding] {
        guard model.provider == .openai else { return [Finding("model", .ok, "echo, built in and offline")] }
        let driver = Components.model(model, logger: Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() })
        let findings: [Finding]
        if let driver = driver as? any ModelExamining {
            do throws(ModelError) {
                findings = Self.findings(of: try await driver.examine(), name: model.name)
            } catch {
                findings = [finding(of: error)]
            }
        } else {
            findings = []
        }
        await driver.shutdown()
        return findings + (await clock())
    }

    static func findings(of examination: ModelExamination, name: String) -> [Finding] {
        switch examination.isListed {
        case true?: return [Finding("key", .ok, "it is taken"), Finding("model", .ok, name)]
        case false?:
            let similar = examination.similar.map(\.printable).joined(separator: ", ")
            return [
                Finding("key", .ok, "it is taken"),
                Finding(
                    "model", .misconfigured, "the server lists no \(name)",
                    remedy: similar.isEmpty ? "set model.name to one that it has" : "one of these? \(similar)"),
            ]
        case nil:
            return [
                Finding(
                    "key", .warning, "the server gives no list of models, so neither key nor name is checked",
                    remedy: "ask it something: bot chat --config FILE")
            ]
        }
    }

    private func finding(of error: ModelError) -> Finding {
        let detail = "\(error.code.rawValue): \(error.detail.prefix(200))".printable
        switch error.code {
        case .badKey:
            return Finding(
                "key", .misconfigured, "it is not taken: \(detail)", remedy: "set model.api_key, or key_header")
        case .quota:
            return Finding("key", .unavailable, "its quota is spent: \(detail)", remedy: "see the account's billing")
        case .unreachable, .timedOut:
            return Finding(
                "server", .unavailable, "\(model.baseURL) cannot be reached: \(detail)",
                remedy: "look at model.base_url, the network, and whether the server runs")
        default:
            return Finding("server", .unavailable, "it fails: \(detail)", remedy: "try again later; see model.base_url")
        }
    }

    /// By the `Date` of whatever it answers, which is exact to a second.
    private func clock() async -> [Finding] {
        var request = HTTPClientRequest(url: model.baseURL)
        request.method = .HEAD
        let start = Date()
        guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(5)),
            let there = response.headers.first(name: "date").flatMap(HTTPTime.date)
        else { return [] }
        let here = start.addingTimeInterval(Date().timeIntervalSince(start) / 2)
        return [ClockCheck.finding(there: there.addingTimeInterval(0.5), here: here, precision: 1)]
    }
}
