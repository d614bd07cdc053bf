import BotStore
import ChannelKit
import Foundation
import Testing

@testable import BotCLI

/// How rows are written for people and for programs.
@Suite("Listings", .timeLimit(.minutes(5)))
struct ListingTests {
    private static let row = [
        RowField("id", .text("7")), RowField("hidden", .number(1), isListed: false),
        RowField("by_hand", .flag(true)), RowField("rule", .text(nil)),
    ]

    @Test("a table has a column for each listed field, as wide as its widest value")
    func table() {
        let longer = [
            RowField("id", .text("1234")), RowField("hidden", .number(1), isListed: false),
            RowField("by_hand", .flag(false)), RowField("rule", .text("stale")),
        ]
        #expect(
            Table.text([Self.row, longer]) == """
                ID    BY HAND  RULE
                7     yes      -
                1234  no       stale
                """)
    }

    @Test("a table without rows says so")
    func noRows() {
        #expect(Table.text([]) == "none")
    }

    @Test("a sheet has every field, then the text with its lines")
    func sheet() {
        #expect(
            Sheet.text(Self.row, body: "one\ntwo\u{7}") == """
                id       7
                hidden   1
                by_hand  yes
                rule     -

                one
                two\\u{7}
                """)
    }

    @Test("an age is written in its two largest units, and is never negative")
    func ages() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let cases: [(Double, String)] = [
            (-5, "0s"), (59.9, "59s"), (60, "1m 0s"), (3599, "59m 59s"), (3600, "1h 0m"), (86399, "23h 59m"),
            (90000, "1d 1h"), (1e9, "11574d 1h"),
        ]
        for (seconds, text) in cases {
            #expect(RowField.age(since: now.addingTimeInterval(-seconds), now: now).value.text == text)
        }
        #expect(RowField.age(since: .distantPast, now: .distantFuture).value.text.hasSuffix("h"))
    }

    @Test("a row takes one line of a table, whatever it holds")
    func oneLine() {
        let error = RecordedError(code: "odd", kind: "invalid", message: "a\nb\u{1b}[1m\u{2028}\u{202E}c\u{9b}1m")
        #expect(RowField.Value.error(error).text == "odd: a\\u{a}b\\u{1b}[1m\\u{2028}\\u{202e}c\\u{9b}1m")
        #expect(RowField.Value.text("Zoë 👩‍👩‍👧").text == "Zoë 👩‍👩‍👧")
    }

    @Test("programs get every name, and null where nothing is known")
    func json() throws {
        let error = RecordedError(code: "odd", kind: "invalid", message: "a/b")
        let text = try JSONRows.list([Self.row + [RowField("last_error", .error(error)), RowField("at", .time(nil))]])
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        let row = try #require(rows.first)
        #expect(Set(row.keys) == ["id", "hidden", "by_hand", "rule", "last_error", "at"])
        #expect(row["id"] as? String == "7")
        #expect(row["by_hand"] as? Bool == true)
        #expect(row["rule"] is NSNull && row["at"] is NSNull)
        let nested = try #require(row["last_error"] as? [String: Any])
        #expect(nested["message"] as? String == "a/b")
        #expect(nested["code"] as? String == "odd")
    }

    @Test("an empty list is an empty array")
    func emptyJSON() throws {
        #expect(try JSONRows.list([]).filter { !$0.isWhitespace } == "[]")
    }

    @Test("a refusal names the state and what can be done in it", arguments: Inbox.stateNames)
    func refusals(state: String) {
        let text = Inbox.refusal(of: "retried", Inbox.ID(12), state: state)
        #expect(text.hasPrefix("message 12 cannot be retried: it is \(state) (it "))
    }

    @Test("also of a reply, and of one that is not there", arguments: Outbox.stateNames)
    func replyRefusals(state: String) {
        let text = Outbox.refusal(of: "dropped", Outbox.ID(12), state: state)
        #expect(text.hasPrefix("reply 12 cannot be dropped: it is \(state) (it "))
        #expect(Outbox.refusal(of: "dropped", Outbox.ID(12), state: nil) == "there is no reply 12")
    }
}
