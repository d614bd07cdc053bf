import Credentials
import Glibc

/// A password from standard input: typed without being shown, or the first line of what is piped in. Never an argument,
/// which every process of the machine could read.
enum PasswordInput {
    /// The hash of what was read.
    static func hash() async throws -> String {
        let password = try read()
        guard PasswordHash.passwordBytes.contains(password.utf8.count) else {
            throw CommandFailure(.usage, "a password takes 8 to 1024 bytes")
        }
        let hash = try await PasswordWorkers(threads: 1).run { PasswordHash.making(password) }
        guard let hash else { throw CommandFailure(.unavailable, "there is no memory to hash a password") }
        return hash.text
    }

    private static func read() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
        StandardError.write("Password:")
        let first = hidden()
        StandardError.write("The same again:")
        guard first == hidden() else { throw CommandFailure(.usage, "the two passwords differ") }
        return first
    }

    private static func hidden() -> String {
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        return readLine() ?? ""
    }
}
