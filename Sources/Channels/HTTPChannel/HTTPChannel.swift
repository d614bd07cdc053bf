public import ChannelKit
import Foundation
import HTTPTypes

/// Chat over plain HTTP and JSON, for apps: `type: http`.
///
/// An app opens a conversation with its API key (`{path}/initial`) and gets a token that names one user and one
/// conversation. With the token it posts messages (`{path}`) and reads them back (`{path}/messages`). The reply comes
/// as one JSON object, or as server-sent events where the caller asks for them.
///
/// Of several things wrong with one request the first in this order is told: the media type or the size, JSON that
/// cannot be read, the credential, the content of the fields.
public struct HTTPChannel: HTTPMounted {
    public static let type: ChannelType = "http"

    let settings: Settings
    let context: ChannelContext
    let endpoints: Endpoints
    let tokens: AccessTokens
    /// Sets apart the users of one API key from those of another.
    let lineage: KeyLineage
    /// The interface, as OpenAPI says it.
    let interface: [UInt8]
    let passes: PassSigner
    let now: @Sendable () -> Date

    /// Makes one instance. Throws where the keys are not fit to sign with, which the settings have checked already.
    public init(settings: Settings, context: ChannelContext) throws(ChannelError) {
        try self.init(settings: settings, context: context, now: { Date() })
    }

    init(settings: Settings, context: ChannelContext, now: @escaping @Sendable () -> Date) throws(ChannelError) {
        guard !settings.apiKeys.isEmpty, !settings.jwtKeys.isEmpty, settings.apiKeys.allSatisfy({ !$0.value.isEmpty }),
            settings.jwtKeys.allSatisfy({ $0.value.utf8.count >= Settings.minimumJWTKeyBytes })
        else {
            throw .internalFault("api_key is empty, or jwt_key is shorter than \(Settings.minimumJWTKeyBytes) bytes")
        }
        self.settings = settings
        self.context = context
        self.now = now
        endpoints = Endpoints(settings)
        interface = OpenAPIDocument(settings).json()
        passes = PassSigner(
            keys: settings.jwtKeys, installation: context.installation, instance: context.instance, now: now)
        tokens = AccessTokens(
            keys: settings.jwtKeys, issuer: context.installation, audience: context.instance,
            lifetime: settings.tokenLifetime, now: now)
        lineage = KeyLineage(keys: settings.apiKeys, cursor: context.cursor)
    }

    public var routes: [HTTPRoute] { endpoints.routes }

    /// The description of the interface, where it is looked for first.
    public var sharedRoutes: [HTTPRoute] { [HTTPRoute(.get, "/openapi.json")] }
}
