import BotRuntime
import ChannelKit

/// Looks at everything that a bot needs, all at once, and says how it is and what is to be done.
struct Doctor: Sendable {
    /// What is found by one part of the examination.
    struct Report: Sendable {
        /// Which part of the configuration it is about: `store`, `model`, or a channel's name.
        var part: String
        var finding: Finding
    }

    /// A check that takes longer is given up: a platform that hangs keeps nobody waiting.
    static let patience = Duration.seconds(15)

    /// What is to be done about a fault of the file that names no better.
    private static let help =
        "mend that place of the file: bot channels lists a channel's keys, config/full.yaml the others"

    let path: String

    /// In the order of the parts.
    func examine() async -> [Report] {
        let loaded: LoadedConfiguration
        do throws(ConfigurationFaults) {
            loaded = try ConfigurationLoader(registry: BotProgram.channels).load(path: path)
        } catch {
            return error.diagnostics.map { fault in
                Report(
                    part: "configuration",
                    finding: Finding(
                        "\(fault.mark.line):\(fault.mark.column)", .misconfigured, fault.problem,
                        remedy: fault.hint ?? Self.help))
            }
        }
        let configuration = loaded.configuration
        let count = configuration.channels.count
        let summary = "\(path), \(count == 1 ? "1 channel" : "\(count) channels")"
        var parts: [(String, @Sendable () async -> [Finding])] = [
            ("configuration", { [Finding("file", .ok, summary)] + loaded.warnings.map(Self.warning) }),
            ("process", { ProcessCheck(configuration: configuration).findings }),
            ("bot", { await RunningBotCheck(admin: configuration.admin).findings() }),
            ("store", { await StoreCheck(configuration: configuration).findings() }),
            ("model", { await ModelCheck(model: configuration.model).findings() }),
        ]
        for channel in ChannelCheck.all(of: configuration) {
            parts.append((channel.name, { await channel.findings() }))
        }
        return await Self.run(parts)
    }

    private static func run(_ parts: [(String, @Sendable () async -> [Finding])]) async -> [Report] {
        let reports = await withTaskGroup(of: (Int, [Report]).self) { group in
            for (index, (part, check)) in parts.enumerated() {
                group.addTask { (index, await within(patience, check).map { Report(part: part, finding: $0) }) }
            }
            return await group.reduce(into: [Int: [Report]]()) { $0[$1.0] = $1.1 }
        }
        return reports.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// What is asked may take no notice of being cancelled: it is left behind.
    private static func within(
        _ patience: Duration, _ check: @escaping @Sendable () async -> [Finding]
    ) async -> [Finding] {
        let (words, continuation) = AsyncStream.makeStream(of: [Finding].self)
        let asking = Task { continuation.yield(await check()) }
        let waiting = Task {
            try? await Task.sleep(for: patience)
            continuation.yield([
                Finding(
                    "time", .unavailable, "no answer within \(patience.components.seconds) s",
                    remedy: "look at the network, and what stands between")
            ])
        }
        defer {
            asking.cancel()
            waiting.cancel()
        }
        for await findings in words { return findings }
        return []
    }

    private static func warning(_ warning: ConfigurationDiagnostic) -> Finding {
        Finding(
            "\(warning.mark.line):\(warning.mark.column)", .warning, warning.problem, remedy: warning.hint ?? Self.help)
    }
}
