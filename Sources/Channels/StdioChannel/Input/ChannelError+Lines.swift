import ChannelKit

/// What can be wrong with a line, and with the input.
extension ChannelError {
    static let emptyLine = ChannelError(
        "empty_line", kind: .invalid, message: "The line is empty: expected a JSON object such as {\"text\":\"hi\"}.")

    static let invalidUTF8 = ChannelError("invalid_utf8", kind: .invalid, message: "The line is not valid UTF-8.")

    static let malformedJSON = ChannelError(
        "malformed_json", kind: .invalid,
        message: "The line is not valid JSON: expected one object such as {\"text\":\"hi\"}.")

    static let notAnObject = ChannelError(
        "not_an_object", kind: .invalid, message: "Expected a JSON object such as {\"text\":\"hi\"}.")

    static let missingText = ChannelError("missing_text", kind: .invalid, message: "The key text is missing.")

    static let emptyContent = ChannelError("empty_content", kind: .invalid, message: "The message is empty.")

    static func tooDeep(limit: Int) -> ChannelError {
        ChannelError("too_deep", kind: .invalid, message: "The JSON is nested more than \(limit) levels deep.")
    }

    static func invalidField(_ field: String, _ fault: String) -> ChannelError {
        ChannelError("invalid_field", kind: .invalid, message: "The value of \(field) \(fault).")
    }

    static func lineTooLong(limit: Int) -> ChannelError {
        ChannelError(
            "line_too_long", kind: .tooLarge,
            message: "The line is longer than \(SizeText.write(limit)): shorten it, or raise max_line.")
    }

    /// - Parameter code: what `errno` said.
    static func inputFailed(_ code: Int32) -> ChannelError {
        ChannelError(
            "input_failed", kind: .unavailable, message: "The input cannot be read.",
            detail: Descriptor.explanation(of: code))
    }
}
