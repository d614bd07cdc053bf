import Testing

@testable import BotRuntime

@Suite("A secret never shows")
struct SecretLeakTests {
    /// What must not be seen, nor any part of it that would help.
    static let secret = "Xq7-hunter2-Zw9"

    /// Every line of a file with everything in it, with a place for a value.
    static let lines = [
        "server:", "  host: @", "  port: @", "  shutdown_timeout: @", "  max_body_size: @",
        "store:", "  url: @",
        "model:", "  provider: @", "  base_url: @", "  api_key: @", "  name: @", "  timeout: @", "  temperature: @",
        "  max_retries: @", "  key_header: @", "  headers:", "    X-Key: @", "  query:", "    key: @",
        "assistant:", "  system_prompt: @", "  greetings: @",
        "conversation:", "  history_limit: @",
        "channels:", "  web:", "    type: @", "    secret: @", "    path: @",
        "  hooks:", "    type: hook", "    app_secret: @",
    ]

    static let shapes = [
        secret, "\"\(secret)\"", "'\(secret)'", "[\(secret)]", "{a: \(secret)}", "[[\(secret)], \(secret)]",
        "postgres://bot:\(secret)@localhost/bot", "postgres://bot:1/\(secret)@localhost/bot",
        "postgres://bot:1?\(secret)@localhost/bot", "postgres://\(secret):x@/", "https://u:\(secret)@host/v1",
        "https://host/?key=\(secret)", "${\(secret)}", "${file:\(secret)", "${A:-\(secret)}", "${SECRET}",
        "$$\(secret)",
        "*\(secret) x", "*\(secret)", "&\(secret)", "\"\(secret)", "[\(secret)", "{\(secret)", "|\n      \(secret)",
        "`\(secret)", "\t\(secret)",
        "!\(secret) x", "@\(secret)", "%\(secret)", "\(secret): \(secret)", "\"\\q\(secret)\"", "\(secret)\u{7}",
    ]

    @Test("whatever stands in whichever place", arguments: shapes)
    func places(of shape: String) {
        for index in Self.lines.indices {
            let text = Self.lines.enumerated().filter { $0.offset == index || !$0.element.hasSuffix("@") }
                .map { $0.element.replacing("@", with: shape) }.joined(separator: "\n")
            check(text, shape)
        }
    }

    @Test("in all places at once", arguments: shapes)
    func allPlaces(of shape: String) {
        check(Self.lines.map { $0.replacing("@", with: shape) }.joined(separator: "\n"), shape)
    }

    private func check(_ text: String, _ shape: String) {
        let shown: String
        do throws(ConfigurationFaults) {
            let configuration = try loaded(text, ["SECRET": Self.secret])
            shown = "\(configuration.summary) \(configuration.warnings)"
        } catch {
            shown = "\(error)"
        }
        // The file itself shows what it says of a path or a host; a fault or a summary only shows names.
        #expect(!shown.contains("hunter2"), "\(shape)")
    }

    @Test("in a summary of a configuration that is full of them")
    func summary() throws {
        let secret = Self.secret
        let configuration = try loaded(
            """
            store: {url: "postgres://bot:\(secret)@db.local:5433/bot?sslmode=require&password=\(secret)"}
            model:
              base_url: https://models.local/v1
              api_key: \(secret)
              name: small
              headers: {X-Key: \(secret)}
              query: {key: \(secret)}
            channels:
              web: {type: page, secret: \(secret)}
              hooks: {type: hook, app_secret: [\(secret), \(secret)2]}
              console: {type: console}
            """)
        #expect(
            configuration.summary.description == """
                server   127.0.0.1:8080
                admin    127.0.0.1:8081
                store    PostgreSQL, postgres://bot@db.local:5433/bot?sslmode=require
                model    small at https://models.local/v1, with a key
                channel  web (page), GET /chat, POST /chat
                channel  hooks (hook), POST /hooks
                channel  console (console), standard input
                """)
        #expect(!String(describing: configuration.configuration.model).contains("hunter2"))
        #expect(!String(describing: configuration.configuration.store).contains("hunter2"))
    }
}
