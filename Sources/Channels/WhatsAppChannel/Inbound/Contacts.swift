import LenientJSON

/// The contacts beside a batch of messages, found by either of their names at the same cost however many there are.
struct Contacts: Sendable {
    private var byUserID: [String: JSONValue] = [:]
    private var byWaID: [String: JSONValue] = [:]
    private let only: JSONValue?

    init(_ contacts: [JSONValue]) {
        only = contacts.count == 1 ? contacts.first : nil
        // The first of two with one name counts.
        for contact in contacts.reversed() {
            if let id = Person.userID(contact["user_id"]) { byUserID[id] = contact }
            if let id = Person.waID(contact["wa_id"]) { byWaID[id] = contact }
        }
    }

    /// The contact with one of these names; with neither, the only contact there is. Never somebody else's.
    func contact(waID: String?, userID: String?) -> JSONValue? {
        if waID == nil, userID == nil { return only }
        return userID.flatMap { byUserID[$0] } ?? waID.flatMap { byWaID[$0] }
    }
}
