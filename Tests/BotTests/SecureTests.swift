import BotHarness
import FakeOpenAI
import Foundation
import Testing

/// A bot that speaks TLS itself.
@Suite("HTTPS and HTTP/2", .timeLimit(.minutes(2)))
struct SecureTests {
    private static func running(
        model: FakeOpenAI, _ body: (Caller, BotProcess.Home) async throws -> Void
    ) async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let certificate = try home.write(Self.certificate, to: "certificate.pem")
        let key = try home.write(Self.key, to: "key.pem")
        let configuration = Bots.configuration(home: home, model: model.baseURL)
            .replacingOccurrences(
                of: "server: { port: 0,", with: "server: { port: 0, tls: { certificate: \(certificate), key: \(key) },")
        let bot = try BotProcess(["run", "--config", try home.write(configuration)], folder: home.folder)
        let address = try await bot.address(scheme: "https")
        try await body(try Caller(address, trusting: Self.certificate), home)
        #expect(await bot.terminate() == .exited(0))
    }

    @Test func `a browser speaks HTTP/2, and many streams share a connection`() async throws {
        let model = try await FakeOpenAI.start()
        model.setDefault(.echo())
        try await Self.running(model: model) { caller, _ in
            let opened = try await caller.send("GET", "/chat/initial", headers: ["X-API-KEY": Bots.apiKey])
            #expect(opened.status == 200 && opened.version == "HTTP/2")
            let tokens = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await caller.token(apiKey: Bots.apiKey) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for (number, token) in tokens.enumerated() {
                    group.addTask {
                        var text = ""
                        for try await event in caller.stream("number \(number)", token: token)
                        where event.name == "delta" { text += event["text"] ?? "" }
                        return text
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(texts == Set((0..<20).map { "number \($0)" }))
        }
        try await model.stop()
    }

    /// More than a stream holds before it says that it is full, and than its peer takes without being asked.
    @Test func `a long answer comes whole by HTTP/2`() async throws {
        let text = String(repeating: "0123456789abcdef", count: 16 << 10)
        let model = try await FakeOpenAI.start()
        model.setDefault(.reply(text))
        try await Self.running(model: model) { caller, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let answered = try await caller.say("all of it", token: token)
            #expect(answered.version == "HTTP/2" && answered["text"] == text)
        }
        try await model.stop()
    }

    @Test func `what is refused before its body was read is answered in HTTP/2, too`() async throws {
        let model = try await FakeOpenAI.start()
        try await Self.running(model: model) { caller, _ in
            let token = try await caller.token(apiKey: Bots.apiKey)
            let large = try await caller.say(String(repeating: "x", count: 5 << 20), token: token)
            #expect(large.status == 413 && large["code"] == "payload_too_large" && large.headers["connection"] == nil)
            #expect(try await caller.send("GET", "/nowhere").status == 404)
        }
        try await model.stop()
    }

    @Test func `a certificate or a key that is none is a fault of the configuration, and not quoted`() async throws {
        let home = try BotProcess.Home()
        defer { home.remove() }
        let certificate = try home.write(Self.certificate, to: "certificate.pem")
        let broken = try home.write("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n", to: "key.pem")
        for (tls, word) in [
            ("{ certificate: \(certificate), key: \(broken) }", "no private key in PEM"),
            ("{ certificate: \(broken), key: \(broken) }", "no certificates in PEM"),
            ("{ certificate: /nowhere.pem, key: \(broken) }", "no such file"),
            ("{ certificate: \(certificate) }", "missing required key key"),
        ] {
            let file = try home.write(
                Bots.configuration(home: home).replacingOccurrences(
                    of: "server: { port: 0,", with: "server: { port: 0, tls: \(tls),"))
            let ended = try await Bots.run(["check", "--config", file])
            #expect(ended.status == .exited(78))
            #expect(ended.log.contains(word), "\(ended.log)")
            #expect(!ended.log.contains("secret\n"))
        }
    }

    /// Made for this test and good for a hundred years; nothing else trusts it.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmjCCAUGgAwIBAgIUUBe8GDssYdwLPEg+Fq0ZIpaD+14wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTIwNDQ0N1oYDzIxMjYxMTA1
        MjA0NDQ3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATyX+3XiOkaF7MZYa27/yNCzZVAJUsd40dEVqTWF2w0HjcfiZDPsRkM
        SNaIsfRMlpXugqowZeVjY6j/T5qY59Pxo28wbTAdBgNVHQ4EFgQUTUWnR+H1rZv4
        3uDe8wyv4aX3UjgwHwYDVR0jBBgwFoAUTUWnR+H1rZv43uDe8wyv4aX3UjgwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDRwAwRAIgYqrsRSliqYAnPviwQLb1rBzpRm3hSzrrN2o1oqDmqUICIEIl
        QYAnogp0truYLpJ5gt/ByLJARbMXUvi150i5Axo9
        -----END CERTIFICATE-----

        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgN8Pj1b4KsGGfceKb
        rHoROu8UfR6mTqrjJ0cbnaRsbVihRANCAATyX+3XiOkaF7MZYa27/yNCzZVAJUsd
        40dEVqTWF2w0HjcfiZDPsRkMSNaIsfRMlpXugqowZeVjY6j/T5qY59Px
        -----END PRIVATE KEY-----

        """
}
