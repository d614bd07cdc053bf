/// The first tables, and the functions that work on them.
///
/// What a call of the store does is one function here: one statement, one round trip and one transaction, whatever it
/// finds on its way. Functions carry the version in their names (`ck1_`), so that two neighbouring versions of the
/// program can work on one database while it is upgraded: a later version adds tables, columns and functions of its own,
/// and the one after that removes what nobody calls any more.
///
/// Planned once a session, for good: without sequential and bitmap scans, since plans are made when tables may still be
/// empty, and what is on the way of a message must go by an index when they are not. Nor compiled: what such a plan is said
/// to cost would have the server compile it anew at each call.
enum SchemaVersion1 {
    static let parts = [
        conversationTables, inboxTable, outboxTable, upkeepTables, types, lanes, conversations, replies, telling,
        people, limits, messages, repetitions, accept, complete, waitingTurns, reports, failureReports, outbox,
        replicas, suspicion, upkeep, operators, plans,
    ]

    private static let plans =
        Schema.plans(
            of: [
                "accept", "complete", "abandon", "postpone", "begin_turns", "outcome_of", "take_replies", "record_send",
                "take_over_replies", "beat", "take_over_dead", "begin_suspect", "join_others", "leave", "forgotten",
            ].map { "ck1_\($0)" })
        // The newest messages are read backwards by their index, never sorted: a conversation may be long.
        + "\nALTER FUNCTION ck1_history SET enable_sort = off;"
}
