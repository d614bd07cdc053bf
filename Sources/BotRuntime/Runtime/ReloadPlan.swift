import ChannelKit

/// Which instances go on, and which are new, replaced or gone.
struct ReloadPlan {
    private(set) var channels: [HostedChannel] = []
    private(set) var added: [String] = []
    private(set) var replaced: [String] = []
    private(set) var removed: [String] = []
    /// What stays as it is until the next start.
    var waiting: [String] = []

    init(_ next: Reconfiguration, before: [String: HostedChannel], core: Core) {
        for instance in next.channels {
            let old = before[instance.name]
            if let old, instance.isUnchanged {
                channels.append(old)
                continue
            }
            let new = HostedChannel(instance.channel, instance: instance.name, policy: instance.policy, core: core)
            if Self.holdsOn(old) {
                keep(old)
            } else if Self.holdsOn(new), Self.isTaken(new, before) {
                waiting.append("channels.\(instance.name)")
            } else {
                channels.append(new)
                if old == nil { added.append(instance.name) } else { replaced.append(instance.name) }
            }
        }
        let named = Set(next.channels.map(\.name))
        for old in before.values.sorted(by: { $0.instance < $1.instance }) where !named.contains(old.instance) {
            if Self.holdsOn(old) { keep(old) } else { removed.append(old.instance) }
        }
    }

    /// What has come from a thing that the process has only once (standard input) may be half read: nobody else can go on.
    private static func holdsOn(_ channel: HostedChannel?) -> Bool { channel.map { !$0.claims.isEmpty } ?? false }

    private static func isTaken(_ channel: HostedChannel, _ before: [String: HostedChannel]) -> Bool {
        before.values.contains { !Set($0.claims).isDisjoint(with: channel.claims) }
    }

    private mutating func keep(_ old: HostedChannel?) {
        guard let old else { return }
        channels.append(old)
        waiting.append("channels.\(old.instance)")
    }
}
