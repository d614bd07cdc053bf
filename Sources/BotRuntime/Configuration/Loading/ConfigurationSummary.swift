internal import ChannelKit

/// What `bot check` prints: channels, store and model, and never a secret.
public struct ConfigurationSummary: Sendable, Hashable, CustomStringConvertible {
    /// Label and value, in the order in which they are printed.
    public let lines: [Line]

    public struct Line: Sendable, Hashable {
        public let label: String
        public let value: String
    }

    init(_ configuration: BotConfiguration, channels: [OpenedChannel]) {
        lines =
            [
                Line(label: "server", value: "\(configuration.server.host):\(configuration.server.port)"),
                Line(label: "admin", value: "\(configuration.admin.host):\(configuration.admin.port)"),
                Line(label: "store", value: configuration.store.summary),
                Line(label: "model", value: Self.model(configuration.model)),
            ] + channels.map { Line(label: "channel", value: Self.channel($0)) }
    }

    /// A line each, the values in one column.
    public var description: String {
        let width = (lines.map(\.label.count).max() ?? 0) + 2
        return lines.map { line in
            line.label + String(repeating: " ", count: width - line.label.count) + line.value
        }.joined(separator: "\n")
    }

    private static func model(_ model: BotConfiguration.Model) -> String {
        switch model.provider {
        case .echo: return "echo, built in and offline"
        case .openai:
            let key = model.apiKey == nil ? "without a key" : "with a key"
            return "\(model.name) at \(model.baseURL), \(key)"
        }
    }

    private static func channel(_ opened: OpenedChannel) -> String {
        var text = "\(opened.entry.name) (\(opened.entry.type))"
        if let routes = (opened.channel as? any HTTPMounted)?.routes, !routes.isEmpty {
            text += ", " + routes.map(\.description).joined(separator: ", ")
        }
        if let claims = (opened.channel as? any ResourceClaiming)?.claims, !claims.isEmpty {
            text += ", " + claims.joined(separator: ", ")
        }
        return text
    }
}
