import BotStore
import PostgresClient

extension PostgresValue {
    static func optional(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .null }
    static func optional(_ number: Int?) -> PostgresValue { number.map { .int(Int64($0)) } ?? .null }

    /// Texts by name.
    static func object(_ texts: [String: String]) -> PostgresValue {
        var json = JSONParameter()
        for (name, text) in texts { json.set(name, text.storable) }
        return .json(json.text)
    }
}

extension RateLimits {
    /// Null where nothing is limited.
    var parameter: PostgresValue {
        if user == nil, channel == nil, address == nil { return .null }
        var json = JSONParameter()
        json.set("user", user?.json)
        json.set("channel", channel?.json)
        json.set("address", address?.json)
        json.set("notice", notice?.storable)
        return .json(json.text)
    }
}

extension RateLimit {
    var json: JSONParameter {
        var json = JSONParameter()
        json.set("count", Int64(count))
        json.set("ms", window.storedMilliseconds)
        return json
    }
}
