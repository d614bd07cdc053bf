import ArgumentParser
import AsyncHTTPClient
import BotRuntime
import NIOCore
import NIOHTTP1

/// `bot health`: whether a running bot is ready.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Asks the admin port of a running bot: 0 ready, 69 not.")

    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        try await ending {
            let admin = try configuration.operation().admin
            // Listening everywhere is no address to ask.
            let host = ["0.0.0.0": "127.0.0.1", "::": "[::1]"][admin.host] ?? admin.host
            let request = HTTPClientRequest(url: "http://\(host):\(admin.port)/health/ready")
            let response: HTTPClientResponse
            do {
                response = try await HTTPClient.shared.execute(request, timeout: .seconds(3))
            } catch {
                throw CommandFailure(.unavailable, "no bot answers at \(host):\(admin.port)")
            }
            let body = try? await response.body.collect(upTo: 1 << 16)
            let text = body.map { String(buffer: $0) } ?? ""
            guard response.status == .ok else { throw CommandFailure(.unavailable, "not ready: \(text)") }
            print(text)
        }
    }
}
