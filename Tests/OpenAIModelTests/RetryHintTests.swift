import NIOHTTP1
import Testing

@testable import OpenAIModel

@Suite struct RetryHintTests {
    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Tue, 29 Feb 2028 23:59:59 GMT", 1_835_481_599),
    ])
    func `a date is read`(_ text: String, _ seconds: Int) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "tomorrow", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
    ])
    func `what is no date is none`(_ text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test(arguments: [("6m0s", 360.0), ("120ms", 0.12), ("59.8s", 59.8), ("1h2m3s", 3723), ("17", 17)])
    func `a reset time is seconds or a Go duration`(_ text: String, _ seconds: Double) {
        let headers: HTTPHeaders = ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text]
        #expect(RetryHint(headers, status: 429).after == .seconds(seconds))
    }

    @Test(arguments: ["-1", "0", "", "s", "1x", "nan", "inf", "-inf"])
    func `a reset time that says nothing is none`(_ text: String) {
        let headers: HTTPHeaders = ["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": text]
        #expect(RetryHint(headers, status: 429).after == nil)
    }

    @Test func `a limit that is not used up is not waited for`() {
        let headers: HTTPHeaders = ["x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "30s"]
        #expect(RetryHint(headers, status: 429).after == nil)
    }

    @Test func `an absurd wait is held to a year`() {
        #expect(RetryHint(["Retry-After": "1e300"], status: 503).after == .seconds(31_536_000))
    }
}
