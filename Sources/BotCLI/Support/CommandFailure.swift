import ArgumentParser
import Glibc

/// An end of the program that is not a success: one line for people, one code for scripts.
struct CommandFailure: Error, CustomStringConvertible {
    /// The codes of `sysexits.h` that this program uses.
    enum Code: Int32 {
        case usage = 64
        case unavailable = 69
        case internalError = 70
        case configuration = 78
    }

    let code: Code
    /// Empty where everything has been said already.
    let description: String

    init(_ code: Code, _ description: String = "") {
        self.code = code
        self.description = description
    }

    /// Says what is wrong on standard error and ends with the code.
    func exit() -> ExitCode {
        if !description.isEmpty { StandardError.write("bot: " + description) }
        return ExitCode(code.rawValue)
    }
}

/// Where everything goes that is not a command's result.
enum StandardError {
    static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
