import ChannelKit
import HTTPTypes
import SeededRandom
import Testing

@Suite("A signature in a header") struct SignatureHeaderTests {
    private static let digits = String(repeating: "0f", count: 32)

    private func delivery(_ values: [String], header: String = "X-Signature") -> HTTPDelivery {
        var request = HTTPRequest(method: .post, scheme: "https", authority: "bot.test", path: "/")
        if let name = HTTPField.Name(header) { request.headerFields[values: name] = values }
        return HTTPDelivery(request: request, requestID: "request")
    }

    @Test func `is read as its bytes`() {
        let bytes = [UInt8](repeating: 0x0F, count: 32)
        #expect(delivery(["sha256=" + Self.digits]).signature(in: "X-Signature", after: "sha256=") == bytes)
        #expect(delivery([Self.digits]).signature(in: "x-signature") == bytes)
        #expect(delivery(["v1=00ff10"]).signature(in: "X-Signature", after: "v1=", count: 3) == [0, 255, 16])
    }

    /// `#` stands for the digits.
    @Test(arguments: [
        "", "sha256=", "#", "sha1=#", "SHA256=#", "sha256= #", "=sha256=#", "sha256=#0", "sha256=#00", "sha256=##",
        "sha256=0x#", "sha256=#,sha256=#",
    ]) func `is none where the header holds anything else`(value: String) {
        let delivery = delivery([value.replacing("#", with: Self.digits)])
        #expect(delivery.signature(in: "X-Signature", after: "sha256=") == nil)
    }

    @Test(arguments: ["g", "F", "é", " ", "ff0", ""]) func `is none with another last digit`(digit: String) {
        let delivery = delivery(["sha256=" + Self.digits.dropLast() + digit])
        #expect(delivery.signature(in: "X-Signature", after: "sha256=") == nil)
    }

    @Test func `is none where the header is missing or comes twice`() {
        let value = "sha256=" + Self.digits
        #expect(delivery([]).signature(in: "X-Signature", after: "sha256=") == nil)
        #expect(delivery([value, value]).signature(in: "X-Signature", after: "sha256=") == nil)
        #expect(delivery([value], header: "X-Other").signature(in: "X-Signature", after: "sha256=") == nil)
    }

    @Test func `may be in upper case where that is said`() {
        let upper = delivery([Self.digits.uppercased()])
        #expect(upper.signature(in: "X-Signature", takesUpperCase: true) == [UInt8](repeating: 0x0F, count: 32))
    }

    @Test func `is none under a name that no header can have`() {
        #expect(delivery([Self.digits]).signature(in: "no header") == nil)
        #expect(delivery([Self.digits]).onlyValue(of: "") == nil)
    }

    @Test func `comes back as it was written, whatever its bytes`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let bytes = generator.bytes(upTo: 64)
            let text = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(delivery(["v0=" + text]).signature(in: "X-Signature", after: "v0=", count: bytes.count) == bytes)
        }
    }

    @Test func `is tried with every secret, and with none that is empty`() {
        var tried: [String] = []
        let secrets = ["first", "", "second"].map(Secret.init)
        #expect(
            secrets.onePasses {
                tried.append($0.value)
                return $0.value == "first"
            })
        #expect(tried == ["first", "second"])
        #expect(!secrets.onePasses { $0.value == "third" || $0.value.isEmpty })
        #expect(![Secret]().onePasses { _ in true })
    }
}
