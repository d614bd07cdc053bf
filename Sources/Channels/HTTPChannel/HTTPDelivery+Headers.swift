import ChannelKit
import HTTPTypes

extension HTTPDelivery {
    /// Every value of a header, in order.
    /// - Parameter canonicalName: in lower case.
    func header(_ canonicalName: String) -> [String] {
        request.headerFields.compactMap { $0.name.canonicalName == canonicalName ? $0.value : nil }
    }

    /// The token after `Bearer`, or nil where there is none. Other schemes belong to somebody else, a proxy say.
    /// Throws where it is not clear which header counts.
    func bearerToken() throws(ChannelError) -> String? {
        let values = header("authorization")
        guard values.count < 2 else { throw .invalidToken }
        guard let value = values.first, let space = value.firstIndex(of: " "),
            value[..<space].lowercased() == "bearer"
        else { return nil }
        let token = value[space...].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }

    /// A query parameter that is there but cannot be decoded is an error, not an absence.
    func parameter(_ name: String) throws(ChannelError) -> String? {
        if let value = query(name) { return value }
        guard let target = request.path, let mark = target.firstIndex(of: "?") else { return nil }
        let isThere = target[target.index(after: mark)...].split(separator: "&").contains { item in
            item == name || item.hasPrefix(name + "=")
        }
        if isThere { throw .invalidParameter(name, "is not percent-encoded UTF-8") }
        return nil
    }
}
