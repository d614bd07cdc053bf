import ChannelKit
import HTTPTypes
import Testing

@testable import WhatsAppChannel

@Suite("The signature of a delivery") struct SignatureTests {
    private static let body = #"{"object":"whatsapp_business_account","entry":[]}"#
    private static let digits = "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"

    private func channel(_ secrets: String...) throws -> WhatsAppChannel {
        let mark = SettingsMark(line: 1, column: 1)
        let list = SettingsNode.Value.list(secrets.map { SettingsNode(.scalar($0), at: mark) })
        let others = Samples.required.dropFirst().map { ($0, SettingsNode.Value.scalar($1)) }
        return try Samples.channel(settings: Samples.settings([("app_secret", list)] + others).0)
    }

    /// The code of the refusal, or nil for a delivery that is taken for genuine.
    private func refusal(_ headers: HTTPFields, body: String = body, by channel: WhatsAppChannel) async throws
        -> String?
    {
        let delivery = Samples.delivery(.post, body: body, headers: headers)
        do throws(ChannelError) {
            guard case .genuine = try await channel.verify(delivery) else { return "answered" }
            return nil
        } catch {
            let answer = await channel.respond(to: delivery, with: .failure(error))
            #expect(answer.status == .unauthorized)
            return error.code.rawValue
        }
    }

    @Test(arguments: [
        (body, digits),
        (
            #"{"object": "whatsapp_business_account", "entry": []}"#,
            "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a"
        ),
        (
            #"{"text":{"body":"caf\u00e9 \ud83d\ude00 a\/b"}}"#,
            "3fab7b0e3c66b8e3f3a0e7a38afc648fa4580881aa8c0630fd9d9bad5455570d"
        ),
        (
            #"{"text":{"body":"café 😀 a/b"}}"#,
            "984ebbed1bb80c5563cdc26d833007b41ec27b43273c4184f30d2e3e7bcc6bf0"
        ),
    ])
    func `is over the raw bytes, however they are written`(body: String, digits: String) async throws {
        let channel = try channel("test_app_secret")
        #expect(try await refusal([.signature: "sha256=" + digits], body: body, by: channel) == nil)
        for other in [body + " ", String(body.dropLast()), body.replacing("\"", with: "'"), ""] {
            #expect(
                try await refusal([.signature: "sha256=" + digits], body: other, by: channel) == "invalid_signature")
        }
    }

    @Test func `may be made with either of two secrets while one is rotated, and with no third`() async throws {
        let headers: HTTPFields = [.signature: "sha256=" + Self.digits]
        #expect(try await refusal(headers, by: channel("test_app_secret", "new")) == nil)
        #expect(try await refusal(headers, by: channel("new", "test_app_secret")) == nil)
        #expect(try await refusal(headers, by: channel("new", "newer")) == "invalid_signature")
        #expect(try await refusal(headers, by: channel("verify", "test_app_secre")) == "invalid_signature")
    }

    @Test func `is wrong in each of its 64 digits when that digit is`() async throws {
        let channel = try channel("test_app_secret")
        for place in 0..<64 {
            var digits = Array(Self.digits)
            digits[place] = digits[place] == "0" ? "1" : "0"
            let refusal = try await refusal([.signature: "sha256=" + String(digits)], by: channel)
            #expect(refusal == "invalid_signature")
        }
    }

    private static let malformed: [String] = [
        "", "sha256=", digits, "sha1=\(digits)", "SHA256=\(digits)", "sha256 =\(digits)", "sha256= \(digits)",
        "sha256=\(digits.dropLast())", "sha256=\(digits.dropLast(2))", "sha256=\(digits)0", "sha256=\(digits)00",
        "sha256=\(digits.uppercased())", "sha256=\(digits.dropLast())g", "sha256=\(digits.dropLast(2))é",
        "sha256=\"\(digits)\"", "sha256=\(digits),sha256=\(digits)", "sha256=sha256=\(digits)",
        "md5=d41d8cd98f00b204e9800998ecf8427e",
    ]

    @Test(arguments: malformed)
    func `has one shape only`(value: String) async throws {
        #expect(try await refusal([.signature: value], by: channel("test_app_secret")) == "invalid_signature")
    }

    @Test func `stands in one header, once: SHA-1 and repetitions are refused`() async throws {
        let channel = try channel("test_app_secret")
        let legacy = try #require(HTTPField.Name("X-Hub-Signature"))
        let right = "sha256=" + Self.digits
        // The body's own SHA-1 with that secret.
        let sha1 = "sha1=fc5983fdf1a4e15c8949b8af05322fede4063d27"
        #expect(try await refusal([:], by: channel) == "invalid_signature")
        #expect(try await refusal([legacy: sha1], by: channel) == "invalid_signature")
        #expect(try await refusal([legacy: right], by: channel) == "invalid_signature")
        #expect(try await refusal([.signature: sha1], by: channel) == "invalid_signature")
        #expect(try await refusal([legacy: "sha1=wrong", .signature: right], by: channel) == nil)
        var twice: HTTPFields = [.signature: right]
        twice.append(HTTPField(name: .signature, value: right))
        #expect(try await refusal(twice, by: channel) == "invalid_signature")
    }

    @Test func `is refused where there is no secret to make it with`() async throws {
        let channel = try Samples.channel(Samples.with(("app_secret", "")))
        // HMAC-SHA256 of the empty text under the empty key.
        let header = "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(try await refusal([.signature: header], body: "", by: channel) == "invalid_signature")
    }

    @Test func `is asked for before anything is parsed, and its refusal shows no secret`() async throws {
        let channel = try channel("test_app_secret")
        for body in ["", "{", "\u{0}", String(repeating: "[", count: 100_000)] {
            #expect(
                try await refusal([.signature: "sha256=" + Self.digits], body: body, by: channel)
                    == "invalid_signature")
        }
        #expect(!"\(ChannelError.invalidSignature)".contains("test_app"))
    }
}
