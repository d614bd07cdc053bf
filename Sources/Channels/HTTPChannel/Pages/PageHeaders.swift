import ChannelKit
import HTTPTypes

/// What a browser is told of a file of ours: that it runs nothing but what this server serves as a file, and who may show
/// it in a frame.
enum PageHeaders {
    static func headers(of asset: PageAsset, for settings: HTTPChannel.Settings) -> HTTPFields {
        var headers: HTTPFields = [.contentType: asset.contentType]
        func set(_ name: String, _ value: String) {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        set("X-Content-Type-Options", "nosniff")
        set("Referrer-Policy", "no-referrer")
        let isForOthers = asset.isForStrangers || asset.isForApps && !settings.corsOrigins.isEmpty
        set("Cross-Origin-Resource-Policy", isForOthers ? "cross-origin" : "same-origin")
        guard asset.isPage else { return headers }
        let ancestors = asset.isFramed ? settings.widgetOrigins.joined(separator: " ") : "'none'"
        set("Content-Security-Policy", policy + "; frame-ancestors " + ancestors)
        set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if !asset.isFramed { set("X-Frame-Options", "DENY") }
        return headers
    }

    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
    ].joined(separator: "; ")
}
