/// Turns that were running when a process ended.
enum RecoveryStatement: String, PathStatement {
    case countCrashes = """
        UPDATE inbox SET crashes = crashes + 1
        WHERE state IN ('queued', 'running', 'failed') AND state = 'running' AND alone = 1
        """

    case suspectRunning = """
        UPDATE inbox SET state = 'queued', owner = NULL, suspect = 1, alone = 0
        WHERE state IN ('queued', 'running', 'failed') AND state = 'running'
        """

    /// At an orderly end nobody is to blame. What ran alone has yet to show that it is harmless.
    case release = """
        UPDATE inbox SET state = 'queued', owner = NULL, alone = 0
        WHERE state IN ('queued', 'running', 'failed') AND state = 'running' AND owner = ?
        """

    case poisonous = "SELECT id, channel FROM inbox WHERE suspect = 1 AND crashes >= ? ORDER BY id"

    /// What brought the process down is shown to the model no more: it would do so again, with what is said next.
    case hideQuestion = """
        UPDATE messages SET status = 'aside' WHERE id = (SELECT user_message_id FROM inbox WHERE id = ?)
        """

    /// Whoever asks again for an answer to it wants it shown.
    case showQuestion = "UPDATE messages SET status = 'complete' WHERE id = ? AND status = 'aside'"

    case anySuspect = "SELECT id FROM inbox WHERE suspect = 1 LIMIT 1"

    case nextSuspect = """
        SELECT id, channel, lane FROM inbox WHERE suspect = 1 AND state = 'queued' AND id > ? ORDER BY id LIMIT 1
        """

    case joinAlone = "UPDATE inbox SET suspect = 0, alone = 0 WHERE suspect = 1 AND alone = 1"

    case clear = "UPDATE inbox SET suspect = 0, alone = 0 WHERE suspect = 1"

    case markAlone = "UPDATE inbox SET suspect = 1, alone = 1 WHERE id = ?"

    case joinOthers = "UPDATE inbox SET suspect = 0, alone = 0 WHERE id = ? AND state = 'running' AND owner = ?"
}
