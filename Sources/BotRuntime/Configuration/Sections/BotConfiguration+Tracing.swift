public import ChannelKit

extension BotConfiguration {
    /// Where spans go. Without an address nothing is traced.
    public struct Tracing: Sendable, Hashable {
        /// A collector's address for OTLP over HTTP.
        public var otlpURL: String?
        public var serviceName = "channelkit"
        /// How many of the traces that begin here are kept, 0 to 1.
        public var sample = 1.0
        /// Sent with every batch.
        public var headers: [String: Secret] = [:]

        public init() {}

        init(from reader: inout SettingsReader) {
            let key = SettingsKey(
                name: "otlp_url", kind: "http or https address", isRequired: false,
                help: "a collector's, such as http://127.0.0.1:4318/v1/traces; without it nothing is traced")
            otlpURL = reader.scalar(key, fallback: nil) { text -> String?? in
                WebAddress.normalized(text).map { .some($0) }
            }
            serviceName = reader.optionalText("service_name", help: "channelkit without it") ?? serviceName
            sample =
                reader.optionalNumber("sample", in: 0...1, help: "which part of the traces is kept; all without it")
                ?? sample
            headers = reader.secretTable("headers", kind: "up to 32 header names with texts") { name in
                (1...256).contains(name.utf8.count)
                    && name.utf8.allSatisfy {
                        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D
                    }
            }
        }
    }
}
