/// People who sign up: sessions, links, deletion.
///
/// An older program goes on beside this one: it checks no sessions, and orders the messages of a chat that was linked by
/// the user's own number, not by that of the guest who wrote there first.
enum SchemaVersion3 {
    static let parts = [tables, people, links, messages, accept, accounts, sessions, deletion, imports, plans]

    private static let plans = Schema.plans(
        of: [
            "accept", "history_of", "register", "change_profile", "set_password", "open_session", "rotate",
            "end_session", "attempt", "keep_link_code", "links_of", "link_identity", "unlink", "delete_user", "prune",
        ].map { "ck3_\($0)" })
}
