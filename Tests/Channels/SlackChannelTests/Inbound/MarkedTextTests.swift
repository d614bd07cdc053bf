import SeededRandom
import Testing

@testable import SlackChannel

@Suite("Slack's markup") struct MarkedTextTests {
    @Test(
        "reads as a person sees it",
        arguments: [
            ("a &lt;b&gt; &amp; c", "a <b> & c"), ("&amp;lt;", "&lt;"), ("&copy; & &am", "&copy; & &am"),
            ("<@U1>", "@U1"), ("<@U1|ann>", "@ann"), ("<@U1|@ann>", "@ann"), ("<#C1>", "#C1"),
            ("<#C1|general>", "#general"),
            ("<!here>", "@here"), ("<!channel|channel>", "channel"), ("<!subteam^S1>", "@S1"),
            ("<!subteam^S1|@ops>", "@ops"), ("<!date^1392734382^{date}|Feb 18>", "Feb 18"), ("<!>", "@"),
            ("<https://a.b/?x=1&amp;y=2>", "https://a.b/?x=1&y=2"), ("<https://a.b|here>", "here (https://a.b)"),
            ("<http://a.b|a.b>", "http://a.b"), ("<mailto:a@b.c|a@b.c>", "a@b.c"),
            ("<mailto:a@b.c|Ann>", "Ann (a@b.c)"),
            ("<tel:+123|+123>", "+123"), ("<>", ""), ("<|>", ""), ("a < b", "a < b"), ("<@U1", "<@U1"), (">", ">"),
            ("<\u{338}@U1>", "\u{338}@U1"),
        ])
    func plain(_ text: String, _ expected: String) {
        let words = MarkedText("x \(text) y").plain(without: "U9", isCalled: false)
        #expect(words == "x \(expected) y")
    }

    @Test(
        "leaves out who calls the bot, and nothing else",
        arguments: [
            ("<@B> hi", "hi"), ("<@B>: hi", "hi"), ("<@B>,  hi", "hi"), ("<@B>hi", "hi"), ("  <@B> hi ", "hi"),
            ("hi <@B>", "hi"), ("hi <@B> there", "hi there"), ("hi<@B>, there", "hi, there"), ("<@B> <@B> hi", "hi"),
            ("<@U1> <@B> hi", "@U1 hi"), ("<@B> :wave: hi", ":wave: hi"), (": hi", ": hi"), ("<@B>", "@B"),
            ("<@B> <@B>", "@B @B"), ("<#B> hi", "#B hi"),
        ])
    func calls(_ text: String, _ expected: String) {
        #expect(MarkedText(text).plain(without: "B", isCalled: true) == expected)
    }

    @Test("takes the first mention for the bot's where nobody has said who it is")
    func unknownBot() {
        let text = MarkedText("<@U7> ask <@U8>")
        #expect(text.plain(without: nil, isCalled: true) == "ask @U8")
        #expect(text.plain(without: nil, isCalled: false) == "@U7 ask @U8")
        #expect(MarkedText("ask <@U8>").plain(without: nil, isCalled: true) == "ask @U8")
    }

    @Test("of a text that was escaped is that text", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0...30, using: &random)).map { _ in random.pick(Array("a&<>;lgtmp|@ü😀")) })
            #expect(
                MarkedText(Mrkdwn.escaped("x" + text + "x")).plain(without: "B", isCalled: false) == "x" + text + "x")
        }
    }
}
