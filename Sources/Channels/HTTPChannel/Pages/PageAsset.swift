import Crypto
import Foundation

/// A file that is served to browsers. It is part of the program: nothing is read from the disk.
struct PageAsset: Sendable, Hashable {
    /// Below the channel's path; empty for the page itself.
    var name: String
    var contentType: String
    var bytes: [UInt8]
    /// HTML, into which the server writes.
    var isPage = false
    /// Whether the sites of the widget may show it in a frame.
    var isFramed = false
    /// Whether any site may load it as a script.
    var isForStrangers = false
    /// Whether the sites that may use the interface may import it: a browser asks for a module by CORS.
    var isForApps = false

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Names the content.
    var tag: String {
        let digits = SHA256.hash(data: bytes).prefix(8).map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }
        return "\"\(digits.joined())\""
    }

    static func == (left: Self, right: Self) -> Bool { left.name == right.name }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// What an instance with these settings serves.
    static func all(for settings: HTTPChannel.Settings) -> [PageAsset] {
        var assets: [PageAsset] = []
        if settings.page { assets.append(page("", PackageResources.page_html)) }
        if settings.hasPageTokens || !settings.corsOrigins.isEmpty {
            assets += client.map { script($0, $1, isForApps: true) }
        }
        if settings.hasPageTokens {
            assets += modules.map { script($0, $1) }
            assets += [
                style("account.css", PackageResources.account_css), style("chat.css", PackageResources.chat_css),
                PageAsset(name: "icon.svg", contentType: "image/svg+xml", bytes: PackageResources.icon_svg),
            ]
        }
        if !settings.widgetOrigins.isEmpty {
            assets += [
                page("embed", PackageResources.embed_html, isFramed: true),
                script("embed.js", PackageResources.embed_js), style("embed.css", PackageResources.embed_css),
                script("widget.js", PackageResources.widget_js, isForStrangers: true),
            ]
        }
        if settings.docs {
            assets += [
                page("docs", PackageResources.docs_html), script("docs.js", PackageResources.docs_js),
                style("docs.css", PackageResources.docs_css),
            ]
        }
        return assets
    }

    /// The client, which other pages import, and what it is made of.
    private static let client = [
        ("chat.js", PackageResources.chat_js), ("events.js", PackageResources.events_js),
        ("markdown.js", PackageResources.markdown_js), ("request.js", PackageResources.request_js),
        ("storage.js", PackageResources.storage_js), ("turn.js", PackageResources.turn_js),
    ]

    /// What the page has besides. Of the languages a browser loads one.
    private static let modules = [
        ("account.js", PackageResources.account_js), ("messages.js", PackageResources.messages_js),
        ("page.js", PackageResources.page_js), ("texts.js", PackageResources.texts_js),
        ("text-ar.js", PackageResources.text_ar_js), ("text-de.js", PackageResources.text_de_js),
        ("text-en.js", PackageResources.text_en_js), ("text-es.js", PackageResources.text_es_js),
        ("text-fr.js", PackageResources.text_fr_js), ("text-pt.js", PackageResources.text_pt_js),
        ("text-zh.js", PackageResources.text_zh_js),
    ]

    private static func page(_ name: String, _ bytes: [UInt8], isFramed: Bool = false) -> PageAsset {
        PageAsset(
            name: name, contentType: "text/html; charset=utf-8", bytes: bytes, isPage: true, isFramed: isFramed)
    }

    private static func script(
        _ name: String, _ bytes: [UInt8], isForStrangers: Bool = false, isForApps: Bool = false
    ) -> PageAsset {
        PageAsset(
            name: name, contentType: "text/javascript; charset=utf-8", bytes: withoutComments(bytes),
            isForStrangers: isForStrangers, isForApps: isForApps)
    }

    private static func style(_ name: String, _ bytes: [UInt8]) -> PageAsset {
        PageAsset(name: name, contentType: "text/css; charset=utf-8", bytes: withoutComments(bytes))
    }

    /// For text between tags and for attributes in double quotes.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
