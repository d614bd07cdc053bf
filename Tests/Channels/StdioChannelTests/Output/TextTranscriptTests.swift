import ChannelKit
import Testing

@testable import StdioChannel

@Suite("What a reader of the text format sees") struct TextTranscriptTests {
    private let ann = ReplyAddress(chat: "ann", context: "1")
    private let bob = ReplyAddress(chat: "bob", context: "2")
    private let failure = ChannelError("busy", kind: .unavailable, message: "The service is busy.")

    private func shown(_ prompt: String? = nil, _ steps: (inout TextTranscript) -> [[UInt8]]) -> String {
        var transcript = TextTranscript(prompt: prompt)
        return String(decoding: steps(&transcript).joined(), as: UTF8.self)
    }

    @Test func `a reply is its text and a line end`() {
        #expect(shown { [$0.reply(.text("a\nb"), to: ann)] } == "a\nb\n")
    }

    @Test func `a failure is a line that says so`() {
        #expect(shown { [$0.reply(.failure(failure), to: ann)] } == "error: The service is busy.\n")
    }

    @Test func `pieces are shown as they come, and the reply adds only the rest`() {
        #expect(
            shown { [$0.piece("Hel", to: ann), $0.piece("lo", to: ann), $0.reply(.text("Hello!"), to: ann)] }
                == "Hello!\n")
        #expect(shown { [$0.piece("Hello", to: ann), $0.reply(.text("Hello"), to: ann)] } == "Hello\n")
    }

    @Test func `a reply that is not what was shown is shown whole`() {
        #expect(shown { [$0.piece("Hel", to: ann), $0.reply(.text("Bye"), to: ann)] } == "Hel\nBye\n")
    }

    @Test func `a failure after pieces begins a line of its own`() {
        #expect(
            shown { [$0.piece("Hel", to: ann), $0.reply(.failure(failure), to: ann)] }
                == "Hel\nerror: The service is busy.\n")
    }

    @Test func `another reply in between does not mix with the pieces`() {
        let text = shown {
            [
                $0.piece("Hel", to: ann), $0.reply(.text("other"), to: bob), $0.piece("lo", to: ann),
                $0.reply(.text("Hello"), to: ann),
            ]
        }
        #expect(text == "Hel\nother\nlo\n")
    }

    @Test func `the next reply knows nothing of the last one's pieces`() {
        let next = ReplyAddress(chat: "ann", context: "3")
        let text = shown {
            [
                $0.piece("Hi", to: ann), $0.reply(.text("Hi"), to: ann), $0.piece("Hi", to: next),
                $0.reply(.text("Hi you"), to: next),
            ]
        }
        #expect(text == "Hi\nHi you\n")
    }

    @Test func `the prompt asks for each line, and not after the last`() {
        let text = shown("> ") {
            [
                $0.begin(), $0.lineTaken(), $0.reply(.text("A"), to: ann), $0.lineTaken(), $0.prompted(), $0.end(),
                $0.reply(.text("B"), to: ann),
            ]
        }
        #expect(text == "> A\n> > \nB\n")
    }

    @Test func `a reply that nobody asked for leaves the prompt's line`() {
        #expect(shown("> ") { [$0.begin(), $0.reply(.text("A"), to: ann)] } == "> \nA\n> ")
    }

    @Test func `a reply cannot steer the terminal`() {
        #expect(shown { [$0.reply(.text("a\u{1B}[2J\u{9B}b\r\u{7}\tc\r\nd"), to: ann)] } == "a[2Jb\tc\nd\n")
        #expect(shown { [$0.piece("a\u{1B}", to: ann), $0.reply(.text("a\u{1B}b"), to: ann)] } == "ab\n")
    }
}
