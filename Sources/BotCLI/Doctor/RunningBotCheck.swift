import AsyncHTTPClient
import BotRuntime
import ChannelKit
import NIOCore
import NIOHTTP1

/// Whether a bot with this configuration runs here, and how it is.
struct RunningBotCheck: Sendable {
    let admin: BotConfiguration.Admin

    func findings() async -> [Finding] {
        guard admin.port != 0 else { return [Finding("health", .ok, "its port is chosen at the start")] }
        // Listening everywhere is no address to ask.
        let host = ["0.0.0.0": "127.0.0.1", "::": "[::1]"][admin.host] ?? admin.host
        let request = HTTPClientRequest(url: "http://\(host):\(admin.port)/health/ready")
        guard let response = try? await HTTPClient.shared.execute(request, timeout: .seconds(3)) else {
            return [Finding("health", .ok, "no bot runs at \(host):\(admin.port)")]
        }
        let body = (try? await response.body.collect(upTo: 1 << 16)).map { String(buffer: $0) } ?? ""
        switch response.status {
        case .ok: return [Finding("health", .ok, "a bot runs and is ready")]
        case .serviceUnavailable:
            return [
                Finding("health", .unavailable, "a bot runs and is not ready: \(body.printable)", remedy: "see its log")
            ]
        default:
            return [
                Finding(
                    "health", .misconfigured, "something else answers at \(host):\(admin.port)",
                    remedy: "set admin.port to one of its own")
            ]
        }
    }
}
