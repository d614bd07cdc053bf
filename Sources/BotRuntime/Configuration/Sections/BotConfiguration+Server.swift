internal import ChannelKit

extension BotConfiguration {
    /// The one HTTP server, on which channels are mounted.
    public struct Server: Sendable, Hashable {
        public var host = "127.0.0.1"
        /// 0 takes a free port.
        public var port = 8_080
        /// How long work in flight may take to finish after a signal.
        public var shutdownTimeout = Duration.seconds(30)
        /// In bytes; a larger body is answered 413.
        public var maxBodySize = 4 << 20
        /// How long a connection may take to send a whole request head.
        public var headerTimeout = Duration.seconds(10)
        /// How long a request may take to send its body.
        public var requestTimeout = Duration.seconds(30)
        /// Whose `X-Forwarded-For` is believed.
        public var trustedProxies = TrustedProxies.none

        /// Nil: the server speaks plain HTTP/1.1.
        public var tls: TLSIdentity?

        public init() {}

        init(from reader: inout SettingsReader) {
            host = reader.host("host", default: host)
            port = reader.integer("port", default: port, in: 0...65_535, help: "0 takes a free port and logs it")
            shutdownTimeout = reader.duration(
                "shutdown_timeout", default: shutdownTimeout, in: .zero ... .seconds(3_600),
                help: "how long work in flight may take to finish after a signal")
            maxBodySize = reader.size(
                "max_body_size", default: maxBodySize, in: (1 << 10)...(1 << 28), help: "larger bodies get 413")
            headerTimeout = reader.duration(
                "header_timeout", default: headerTimeout, in: .milliseconds(1) ... .seconds(3_600),
                help: "how long a connection may take to send a request head")
            requestTimeout = reader.duration(
                "request_timeout", default: requestTimeout, in: .milliseconds(1) ... .seconds(3_600),
                help: "how long a request may take to send its body")
            trustedProxies = TrustedProxies(
                reader.networks(
                    "trusted_proxies", help: "whose X-Forwarded-For is believed, for limits by client address"))
            tls = TLSIdentity(from: &reader)
        }
    }

    /// Health and metrics, on a port of their own.
    public struct Admin: Sendable, Hashable {
        public var host = "127.0.0.1"
        /// 0 takes a free port.
        public var port = 8_081

        public init() {}

        init(from reader: inout SettingsReader) {
            host = reader.host("host", default: host)
            port = reader.integer("port", default: port, in: 0...65_535, help: "0 takes a free port and logs it")
        }
    }
}

extension SettingsReader {
    /// A list of addresses and networks. Empty without the key.
    mutating func networks(_ name: String, help: String) -> [IPNetwork] {
        let key = SettingsKey(
            name: name, kind: "list of addresses and networks such as 10.0.0.0/8", isRequired: false,
            defaultValue: "[]", help: help)
        guard let node = node(key) else { return [] }
        let items: [SettingsNode] = if case .list(let items) = node.value { items } else { [node] }
        guard items.count <= 1_000 else {
            fault(name, "expected at most 1000 of them")
            return []
        }
        return items.compactMap { item in
            if case .scalar(let text) = item.value, let network = IPNetwork(text) { return network }
            fault("\(name): expected an address or a network such as 10.0.0.0/8", at: item.mark)
            return nil
        }
    }

    /// A host name or an address to listen on.
    mutating func host(_ name: String, default defaultValue: String) -> String {
        let key = SettingsKey(
            name: name, kind: "host name or address", isRequired: false, defaultValue: defaultValue,
            help: "0.0.0.0 listens everywhere")
        return scalar(key, fallback: defaultValue) { text in
            let plain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#@\"\\[]".utf8.contains($0) }
            return plain && (1...253).contains(text.utf8.count) ? text : nil
        }
    }
}
