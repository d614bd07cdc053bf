import ChannelKit
import Foundation

/// The description of an instance's interface, as OpenAPI 3.1.
///
/// Written by hand beside the code: a test holds that every route is in it, and that the server answers as it says.
struct OpenAPIDocument {
    typealias JSON = [String: Any]

    private let settings: HTTPChannel.Settings

    init(_ settings: HTTPChannel.Settings) { self.settings = settings }

    /// Each line is an area of the interface. Others are added here.
    private var operations: [Operation] {
        Operation.conversations + Operation.turns + (settings.accounts ? Operation.accounts : [])
            + Operation.pages(settings)
    }

    func json() -> [UInt8] {
        var paths: [String: JSON] = [:]
        for operation in operations {
            let path = operation.path.isEmpty ? settings.path : settings.base + operation.path
            paths[path, default: [:]][operation.method] = operation.json
        }
        let document: JSON = [
            "openapi": "3.1.0",
            "info": [
                "title": "ChannelKit, the REST channel", "version": "1",
                "description": "Chat over HTTP: a reply comes as one JSON object, or as server-sent events.",
            ],
            "servers": [["url": "/"]], "paths": paths,
            "components": [
                "schemas": Schemas.all.merging(Schemas.accounts) { first, _ in first },
                "securitySchemes": Self.security,
            ],
        ]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        // What is above is JSON whatever the settings are.
        guard let data = try? JSONSerialization.data(withJSONObject: document, options: options) else { return [] }
        return Array(data)
    }

    private static var security: JSON {
        [
            "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-KEY"],
            "pageToken": [
                "type": "apiKey", "in": "header", "name": "X-Page-Token",
                "description": "For pages that this server serves: the content of their meta element page-token.",
            ],
            "token": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
            "ticket": ["type": "apiKey", "in": "query", "name": "ticket", "description": "Good once, for 60 seconds."],
        ]
    }
}
