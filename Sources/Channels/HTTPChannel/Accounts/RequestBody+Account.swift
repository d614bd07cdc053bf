import ChannelKit

/// What is sent about an account.
extension RequestBody {
    /// A text that has to be there. An empty one is: whoever it is compared with will say no.
    func required(_ key: Key) throws(ChannelError) -> String {
        guard let text = try text(key) else { throw .invalidField(key.rawValue, "is missing") }
        return text
    }

    func registration() throws(ChannelError) -> Registration {
        let profile = try profile()
        guard let email = profile.email else { throw .invalidField(Key.email.rawValue, "is missing") }
        return Registration(
            email: email, password: Secret(try required(.password)), name: profile.name,
            phoneNumber: profile.phoneNumber)
    }

    /// An empty name or number is taken away; `null` is the same as not there.
    func profileChange() throws(ChannelError) -> ProfileChange {
        ProfileChange(
            name: try bounded(.name), email: try bounded(.email), phoneNumber: try bounded(.phoneNumber),
            password: try text(.password).map { Secret($0) })
    }
}

extension JSONObjectText {
    init(_ profile: UserProfile) {
        self.init()
        add("user_id", profile.user)
        add("name", orNull: profile.name)
        add("email", orNull: profile.email)
        add("phone_number", orNull: profile.phoneNumber)
        add("is_guest", profile.isGuest)
        add("origin", profile.origin)
        add("created_at", Timestamp.milliseconds(profile.createdAt))
    }

    init(_ link: AccountLink) {
        self.init()
        add("id", link.id)
        add("channel", link.channel)
        add("names", link.names)
        add("linked_at", Timestamp.milliseconds(link.linkedAt))
    }
}
