import ChannelKit
import HTTPTypes

@testable import BotRuntime

/// A channel on a path, with a secret.
struct PageChannel: HTTPMounted {
    struct Settings: ChannelSettings {
        let path: String
        let secret: Secret

        init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/chat")
            secret = reader.secret("secret")
            _ = reader.duration("token_lifetime", default: .seconds(86_400))
        }
    }

    static let type: ChannelType = "page"
    let settings: Settings

    init(settings: Settings, context: ChannelContext) throws(ChannelError) { self.settings = settings }

    var routes: [HTTPRoute] { [HTTPRoute(.get, settings.path), HTTPRoute(.post, settings.path)] }

    func receive(_ delivery: HTTPDelivery, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    func respond(to: HTTPDelivery, with outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer { .text("") }
}

/// A channel whose platform calls and forgets.
struct HookChannel: WebhookReceiving {
    struct Settings: ChannelSettings {
        let path: String

        init(from reader: inout SettingsReader) {
            path = reader.path("path", default: "/hooks")
            _ = reader.secrets("app_secret")
        }
    }

    static let type: ChannelType = "hook"
    let settings: Settings

    init(settings: Settings, context: ChannelContext) throws(ChannelError) { self.settings = settings }

    var routes: [HTTPRoute] { [HTTPRoute(.post, settings.path)] }

    func receive(_ delivery: HTTPDelivery, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
    func respond(to: HTTPDelivery, with outcome: Result<[Admission], ChannelError>) async -> HTTPAnswer { .text("") }
}

/// A channel that needs the terminal for itself.
struct ConsoleChannel: ResourceClaiming {
    struct Settings: ChannelSettings {
        init(from reader: inout SettingsReader) { _ = reader.optionalText("format") }
    }

    static let type: ChannelType = "console"

    init(settings: Settings, context: ChannelContext) throws(ChannelError) {}

    var claims: [String] { ["standard input"] }

    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
}

/// A channel that only finds out in its initialiser that it cannot work.
struct RefusingChannel: Channel {
    struct Settings: ChannelSettings {
        init(from reader: inout SettingsReader) {}
    }

    static let type: ChannelType = "refusing"

    init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        throw ChannelError("bad_key", kind: .invalid, message: "the key\ndoes not fit the lock")
    }

    func receive(_ delivery: String, from: Principal) async throws(ChannelError) -> [InboundEvent] { [] }
    func reply(_ reply: Reply, to address: ReplyAddress) async throws(ChannelError) -> Receipt { Receipt() }
}

extension ChannelRegistry {
    static let test: ChannelRegistry = [PageChannel.self, HookChannel.self, ConsoleChannel.self, RefusingChannel.self]
}

extension SubstitutionSources {
    /// Sources that hold what a test says, and nothing else.
    static func of(_ environment: [String: String] = [:], files: [String: [UInt8]] = [:]) -> SubstitutionSources {
        SubstitutionSources(environment: environment) { path, limit throws(FileReadError) in
            guard let bytes = files[path] else { throw .notFound }
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
            return bytes
        }
    }
}

/// The lines that a text's faults are printed as; none where it is a configuration.
func faults(
    in text: String, _ environment: [String: String] = [:], scope: ConfigurationLoader.Scope = .everything
) -> [String] {
    do throws(ConfigurationFaults) {
        _ = try loaded(text, environment, scope: scope)
        return []
    } catch {
        return error.description.split(separator: "\n").map(String.init)
    }
}

func loaded(
    _ text: String, _ environment: [String: String] = [:], scope: ConfigurationLoader.Scope = .everything
) throws(ConfigurationFaults) -> LoadedConfiguration {
    try ConfigurationLoader(registry: .test, sources: .of(environment)).load(
        text: text, named: "bot.yaml", scope: scope)
}

/// A file that is right but for what a test adds to it.
func minimal(_ more: String = "", store: String = "sqlite:data/bot.sqlite") -> String {
    """
    store: {url: "\(store)"}
    model: {provider: echo}
    channels:
      web: {type: page, secret: correct-horse}

    """ + more
}
