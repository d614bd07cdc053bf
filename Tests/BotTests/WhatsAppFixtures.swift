import Foundation

/// The shared webhooks, and what each must bring about: read here by a few lines of their own, not by the channel's.
struct WhatsAppFixtures {
    struct File: Sendable {
        var name: String
        var body: String
        var signature: String
        /// The numbers that it is about; empty for some account webhooks.
        var numbers: [String]
        var answers: [Answer]
    }

    struct Answer: Sendable, Hashable {
        var number: String
        var message: String
        var recipient: String
        /// Nil: the polite text for what has no words.
        var text: String?
    }

    static let appSecret = "whatsapp-test-app-secret"
    let files: [File]

    var numbers: [String] { Array(Set(files.flatMap(\.numbers))).sorted() }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Channels/WhatsAppChannelTests/Fixtures/whatsapp")

    init() throws {
        files = try Self.rows("signatures.tsv").map { columns in
            let body = try Data(contentsOf: Self.folder.appending(path: columns[0]))
            return Self.file(columns[0], body, signature: columns[2])
        }
    }

    /// How many messages of people `index.tsv` lists in all: each has an id of its own.
    static func listedMessages() throws -> Int {
        try rows("index.tsv").reduce(0) { $0 + (Int($1[5]) ?? 0) }
    }

    private static func rows(_ file: String) throws -> [[String]] {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static func file(_ name: String, _ body: Data, signature: String) -> File {
        var file = File(
            name: name, body: String(decoding: body, as: UTF8.self), signature: signature, numbers: [], answers: [])
        let json = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any]
        for entry in json?["entry"] as? [[String: Any]] ?? [] {
            for change in entry["changes"] as? [[String: Any]] ?? [] {
                guard let value = change["value"] as? [String: Any],
                    let number = (value["metadata"] as? [String: Any])?["phone_number_id"] as? String
                else { continue }
                if !file.numbers.contains(number) { file.numbers.append(number) }
                guard change["field"] as? String == "messages" else { continue }
                let messages = value["messages"] as? [[String: Any]] ?? []
                file.answers += messages.compactMap { answer(to: $0, of: number) }
            }
        }
        return file
    }

    private static func answer(to message: [String: Any], of number: String) -> Answer? {
        func text(_ path: String...) -> String? {
            let last = path.dropLast().reduce(Optional(message)) { $0?[$1] as? [String: Any] }?[path.last ?? ""]
            return (last as? String).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let id = text("id"), message["group_id"] == nil else { return nil }
        let recipient = text("from").map { "+" + $0 } ?? text("from_user_id") ?? ""
        func answer(_ text: String?) -> Answer {
            Answer(number: number, message: id, recipient: recipient, text: text)
        }
        switch text("type") {
        case "text": return text("text", "body").map(answer)
        case "button": return text("button", "text").map(answer)
        case "order": return text("order", "text").map(answer)
        case "image", "video", "document": return answer(text(text("type") ?? "", "caption"))
        case "audio", "sticker", "voice": return answer(nil)
        case "location":
            guard let name = text("location", "name") else { return nil }
            return answer([name, text("location", "address")].compactMap(\.self).joined(separator: "\n"))
        case "interactive":
            if let title = text("interactive", "button_reply", "title") { return answer(title) }
            guard let title = text("interactive", "list_reply", "title") else { return nil }
            return answer(
                [title, text("interactive", "list_reply", "description")].compactMap(\.self).joined(separator: "\n"))
        default: return nil
        }
    }
}
