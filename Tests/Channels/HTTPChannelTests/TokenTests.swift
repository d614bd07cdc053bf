import ChannelKit
import Foundation
import HTTPTypes
import JWTKit
import Testing

@testable import HTTPChannel

@Suite("Tokens")
struct TokenTests {
    @Test func `a token lives as long as the settings say, and not a moment longer`() async throws {
        let bench = try Bench(settings: ["token_lifetime": "90s"])
        let token = try await bench.token()
        bench.clock.advance(by: 90)
        #expect(try await bench.send(.read(token: token)).status == 200)
        bench.clock.advance(by: 0.75)
        let response = try await bench.send(.read(token: token))
        #expect(response.status == 401)
        #expect(try response.json.code == "expired_token")
        #expect(response.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test func `the claims are the standard ones, and ids are strings`() async throws {
        let bench = try Bench()
        let parts = try await bench.token().split(separator: ".")
        let payload = try #require(Data(base64URL: String(parts[1])))
        let claims = try #require(try JSONSerialization.jsonObject(with: payload) as? [String: Any])
        #expect(claims["iss"] as? String == "here")
        #expect(claims["aud"] as? String == "web")
        #expect(claims["sub"] as? String == "7")
        #expect(claims["cid"] as? String == "11")
        #expect(claims["iat"] as? Int == 1_785_585_600)
        #expect(claims["exp"] as? Int == 1_785_585_601 + 86_400)
        #expect(claims.count == 6)
    }

    @Test func `a token of another instance, installation or key is invalid`() async throws {
        let others = [
            try Bench(instance: "mobile"), try Bench(installation: "there"),
            try Bench(jwtKey: "fedcba9876543210fedcba9876543210"),
        ]
        for other in others { try await expectInvalid(try await other.token()) }
    }

    @Test func `a token that was changed anywhere is invalid`() async throws {
        let token = Array(try await Bench().token().utf8)
        let bench = try Bench()
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            // The last character of a part may differ in bits that encode nothing.
            if Self.decoded(text) == Self.decoded(String(decoding: token, as: UTF8.self)) { continue }
            await #expect(throws: ChannelError.invalidToken) { try await bench.channel.tokens.verify(text) }
        }
    }

    @Test(arguments: ["none", "None", "HS384", "HS512", "RS256", ""])
    func `a header that says anything but HS256 is refused, however it is signed`(algorithm: String) async throws {
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: Bench.jwtKey), digestAlgorithm: .sha256)
        var header = JWTHeader()
        header.alg = algorithm
        try await expectInvalid(try await keys.sign(Claims(), header: header))
    }

    @Test func `an unsigned token is refused`() async throws {
        for algorithm in ["none", "HS256"] {
            let header = Data(#"{"alg":"\#(algorithm)","typ":"JWT"}"#.utf8).base64URL
            let payload = Data(#"{"iss":"here","aud":"web","sub":"7","cid":"11","iat":0,"exp":99999999999}"#.utf8)
                .base64URL
            try await expectInvalid("\(header).\(payload).")
            try await expectInvalid("\(header).\(payload)")
        }
    }

    @Test func `other algorithms with the same key are refused`() async throws {
        // As long as the longest hash asks for.
        let key = Bench.jwtKey + Bench.jwtKey
        let bench = try Bench(jwtKey: key)
        for algorithm in [DigestAlgorithm.sha384, .sha512] {
            let keys = await JWTKeyCollection().add(hmac: HMACKey(from: key), digestAlgorithm: algorithm)
            let response = try await bench.send(.read(token: try await keys.sign(Claims())))
            #expect(response.status == 401)
        }
    }

    @Test func `claims that name nobody are refused, though signed`() async throws {
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: Bench.jwtKey), digestAlgorithm: .sha256)
        let bench = try Bench()
        #expect(try await bench.send(.read(token: keys.sign(Claims()))).status == 200)
        for claims in [
            Claims(sub: "0"), Claims(sub: "-7"), Claims(sub: "seven"), Claims(sub: ""), Claims(cid: "x"),
            Claims(aud: .list(["web", "mobile"])),
            Claims(aud: .list([])), Claims(aud: .one("")), Claims(iss: ""),
        ] {
            try await expectInvalid(try await keys.sign(claims))
        }
        try await expectInvalid(try await keys.sign(Empty()))
    }

    @Test func `a critical extension that nobody knows is refused`() async throws {
        let keys = await JWTKeyCollection().add(hmac: HMACKey(from: Bench.jwtKey), digestAlgorithm: .sha256)
        var header = JWTHeader()
        header.crit = ["b64"]
        try await expectInvalid(try await keys.sign(Claims(), header: header))
    }

    @Test(arguments: [
        "x", ".", "..", "...", "a.b.c", "a.b.c.d", "null", "eyJhbGciOiJIUzI1NiJ9..", "ü.ü.ü", "\u{0}.\u{0}.\u{0}",
    ])
    func `what is no token is invalid`(token: String) async throws {
        try await expectInvalid(token)
    }

    @Test func `a huge token is refused without being read`() async throws {
        try await expectInvalid(String(repeating: "a", count: 4_097))
        try await expectInvalid(String(repeating: "a.", count: 1_000_000))
        let valid = try await Bench().token()
        try await expectInvalid(valid + String(repeating: "=", count: 5_000))
    }

    @Test func `two Authorization headers are refused`() async throws {
        let bench = try Bench()
        let token = "Bearer \(try await bench.token())"
        let delivery = HTTPDelivery.make(
            .get, "/chat/messages", [("Authorization", token), ("Authorization", token)])
        #expect(try await bench.send(delivery).status == 401)
    }

    @Test func `the first tokens may be asked for all at once`() async throws {
        let bench = try Bench()
        let grants = try await withThrowingTaskGroup(of: Int64.self) { group in
            for user in 1...200 as ClosedRange<Int64> {
                group.addTask {
                    try await bench.channel.tokens.verify(bench.token(user: user)).grant.user.rawValue
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(grants == Set(1...200))
    }

    private func expectInvalid(_ token: String, location: SourceLocation = #_sourceLocation) async throws {
        let response = try await Bench().send(.read(token: token))
        #expect(response.status == 401, sourceLocation: location)
        #expect(try response.json.code == "invalid_token", sourceLocation: location)
    }

    private static func decoded(_ token: String) -> [Data?] {
        token.split(separator: ".", omittingEmptySubsequences: false).map { Data(base64URL: String($0)) }
    }

    private enum Audience: Codable {
        case one(String)
        case list([String])

        init(from decoder: any Decoder) throws { self = .one(try String(from: decoder)) }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .one(let name): try name.encode(to: encoder)
            case .list(let names): try names.encode(to: encoder)
            }
        }
    }

    private struct Claims: JWTPayload {
        var iss = "here"
        var aud: Audience = .one("web")
        var sub = "7"
        var cid = "11"
        var iat = 0
        var exp = 99_999_999_999

        init(
            sub: String = "7", cid: String = "11", aud: Audience = .one("web"), iss: String = "here"
        ) {
            self.sub = sub
            self.cid = cid
            self.aud = aud
            self.iss = iss
        }

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private struct Empty: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}

extension Data {
    init?(base64URL text: String) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
