import ChannelKit
import FakeSlack
import Testing

@testable import SlackChannel

@Suite("What a channel finds out about itself", .timeLimit(.minutes(2))) struct DiagnosisTests {
    private func findings(
        _ settings: [(String, String)] = [], _ behaviour: FakeSlack.Behaviour? = nil, isToken: Bool = true
    ) async throws -> [Finding] {
        let slack = isToken ? try await FakeSlack.start() : try await FakeSlack.start(token: "xoxb-of-somebody-else")
        let channel = try Samples.channel(settings, on: slack, log: LogRecorder())
        if let behaviour { slack.script([behaviour]) }
        let findings = await channel.diagnose()
        #expect(slack.messages.isEmpty, "nobody is written to")
        #expect(slack.requests.map(\.path) == ["/api/auth.test"])
        try await slack.stop()
        for finding in findings where finding.verdict != .ok { #expect(finding.remedy?.isEmpty == false) }
        return findings
    }

    @Test("a token that Slack takes is well, with the workspace that is named or with none")
    func well() async throws {
        #expect(try await findings().map(\.verdict) == [.ok])
        #expect(try await findings([("team_id", FakeSlack.team)]).map(\.verdict) == [.ok])
    }

    @Test("a token that it does not take, or that is another workspace's, is to be mended, and is not shown")
    func ill() async throws {
        let refused = try await findings(isToken: false)
        #expect(refused.map(\.subject) == ["bot token"] && refused.map(\.verdict) == [.misconfigured])
        #expect(refused.first?.message.contains("invalid_auth") == true)
        #expect(!"\(refused)".contains("xoxb-"))
        let strange = try await findings([("team_id", "T0OTHER01")])
        #expect(strange.map(\.verdict) == [.ok, .misconfigured])
    }

    @Test("an address that is not Slack's is to be mended; a Slack that fails is waited for")
    func away() async throws {
        #expect(try await findings([], .document("<html>", status: 404)).map(\.verdict) == [.misconfigured])
        #expect(try await findings([], .document("", status: 302)).map(\.verdict) == [.misconfigured])
        #expect(try await findings([], .document("", status: 503)).map(\.verdict) == [.unavailable])
        #expect(try await findings([], .reset).map(\.verdict) == [.unavailable])
    }
}
