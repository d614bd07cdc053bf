public import ChannelKit

/// An instance that has been made from its entry.
public struct OpenedChannel: Sendable {
    public let entry: ChannelEntry
    public let channel: any Channel
    public let policy: ChannelPolicy

    package init(entry: ChannelEntry, channel: any Channel, policy: ChannelPolicy) {
        self.entry = entry
        self.channel = channel
        self.policy = policy
    }
}

extension ChannelRegistry {
    /// Makes the instances of all entries, in order, or says everything that keeps them from being made.
    ///
    /// Nothing is opened or sent by that, so that a check may do it too. Two instances on one path, or with a claim on
    /// one thing, are faults of the second.
    public func open(
        _ entries: [ChannelEntry], context: (ChannelEntry) -> ChannelContext
    ) -> (channels: [OpenedChannel], faults: [SettingsFault]) {
        var opened: [OpenedChannel] = []
        var faults: [SettingsFault] = []
        for entry in entries {
            guard let type = channel(of: entry.type) else {
                faults.append(unknownType(of: entry))
                continue
            }
            switch Self.make(type, entry: entry, context: context(entry)) {
            case .success(let channel): opened.append(channel)
            case .failure(let failure): faults += failure.faults
            }
        }
        return (opened, faults + Self.conflicts(among: opened))
    }

    private struct Failure: Error {
        var faults: [SettingsFault]
    }

    private static func make<C: Channel>(
        _ type: C.Type, entry: ChannelEntry, context: ChannelContext
    ) -> Result<OpenedChannel, Failure> {
        var reader = SettingsReader(entry.node, name: entry.name)
        _ = reader.node(.channelType)
        let policy = ChannelPolicy(from: &reader)
        let settings = C.Settings(from: &reader)
        reader.finish()
        guard reader.faults.isEmpty else { return .failure(Failure(faults: reader.faults)) }
        do throws(ChannelError) {
            let channel = try C(settings: settings, context: context)
            return .success(OpenedChannel(entry: entry, channel: channel, policy: policy))
        } catch {
            return .failure(Failure(faults: [SettingsFault("\(entry.name): \(error.message)", at: entry.mark)]))
        }
    }

    private func unknownType(of entry: ChannelEntry) -> SettingsFault {
        // The word itself is not quoted: it may have been substituted.
        let near = NearestName.of(entry.type.name, among: names)
        let hint = near.map { "did you mean \($0)?" } ?? "one of \(names.sorted().joined(separator: ", "))"
        return SettingsFault("unknown channel type", at: entry.typeMark, hint: hint)
    }

    private static func conflicts(among channels: [OpenedChannel]) -> [SettingsFault] {
        var owners: [String: String] = [:]
        var claimants: [String: String] = [:]
        var faults: [SettingsFault] = []
        for opened in channels {
            let entry = opened.entry
            let paths = Set((opened.channel as? any HTTPMounted)?.routes.map(\.path) ?? [])
            if let other = paths.compactMap({ owners[$0] }).min() {
                let problem = "channels \(other) and \(entry.name) are on the same path"
                faults.append(SettingsFault(problem, at: entry.mark(of: "path"), hint: "give one of them another path"))
            }
            for path in paths where owners[path] == nil { owners[path] = entry.name }
            for claim in (opened.channel as? any ResourceClaiming)?.claims ?? [] {
                guard let other = claimants[claim] else {
                    claimants[claim] = entry.name
                    continue
                }
                let problem = "channels \(other) and \(entry.name) both need \(claim)"
                faults.append(SettingsFault(problem, at: entry.mark, hint: "only one can have it"))
            }
        }
        return faults
    }
}
