public import ChannelKit
import PlatformClient

extension SlackChannel: Diagnosable {
    private static let patience = Duration.seconds(8)

    /// Asks whose the token is, which needs no scope and posts nothing (Slack, "auth.test",
    /// docs.slack.dev/reference/methods/auth.test, 2026). Where Slack posts events it tells nobody.
    public func diagnose() async -> [Finding] {
        let answer: SlackAnswer
        do throws(PlatformFailure) {
            answer = SlackAnswer(try await api.whoAmI(timeout: Self.patience))
        } catch {
            return [
                Finding(
                    "Web API", .unavailable, "\(settings.apiURL) does not answer",
                    remedy: "look at api_url, the network, and what stands between")
            ]
        }
        guard (200..<300).contains(answer.status), answer.isDone == true else { return [refusal(answer)] }
        let token = Finding("bot token", .ok, "Slack takes it")
        guard let wanted = settings.teamID, let team = answer.team, team != wanted else { return [token] }
        return [
            token,
            Finding(
                "team_id", .misconfigured, "the token is of the workspace \(team), and only \(wanted) is answered",
                remedy: "set team_id to \(team), or bot_token to one of \(wanted)"),
        ]
    }

    private func refusal(_ answer: SlackAnswer) -> Finding {
        let error = ChannelError(answer, attempt: 1)
        let word = answer.error.map { " (\($0))" } ?? ""
        switch error.kind {
        case .unauthenticated, .forbidden:
            return Finding(
                "bot token", .misconfigured, error.message + word,
                remedy: "install the app to the workspace again, and set bot_token to what OAuth & Permissions shows")
        default:
            let isAddress = (300..<500).contains(answer.status) && answer.status != 429
            return Finding(
                "Web API", isAddress ? .misconfigured : .unavailable, "it answers HTTP \(answer.status)\(word)",
                remedy: isAddress ? "set api_url to the Web API itself" : "try again later; see status.slack.com")
        }
    }
}
