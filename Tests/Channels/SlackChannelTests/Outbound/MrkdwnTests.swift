import SeededRandom
import Testing

@testable import SlackChannel

@Suite("Markdown becomes Slack's markup") struct MrkdwnTests {
    @Test(
        "where Slack has something for it",
        arguments: [
            ("**bold**", "*bold*"), ("__bold__", "*bold*"), ("*it*", "_it_"), ("_it_", "_it_"), ("~~no~~", "~no~"),
            ("***both***", "*_both_*"), ("**a *b* c**", "*a _b_ c*"), ("**a** and **b**", "*a* and *b*"),
            ("これは**太字**です", "これは*太字*です"), ("# One", "*One*"), ("### **Two** ##", "*Two*"), ("#", "#"),
            ("#hash", "#hash"), ("* a\n* b", "• a\n• b"), ("- a\n  - b", "• a\n  • b"), ("1. a", "1. a"),
            ("> q & **b**", "> q &amp; *b*"), ("[x](https://a.b)", "<https://a.b|x>"),
            ("![x](https://a.b/c.png)", "<https://a.b/c.png|x>"), (#"[x](https://a.b "title")"#, "<https://a.b|x>"),
            ("[x](https://a.b/c_(d))", "<https://a.b/c_(d)|x>"),
            ("[a|b](https://a.b?x=1&y=2)", "<https://a.b?x=1&amp;y=2|a/b>"),
            ("<https://a.b>", "<https://a.b>"), ("[m](mailto:a@b.c)", "<mailto:a@b.c|m>"),
        ])
    func converted(_ markdown: String, _ expected: String) {
        #expect(Mrkdwn.text(fromMarkdown: markdown) == expected)
    }

    @Test(
        "and is left as it is where it marks nothing",
        arguments: [
            "2*3*4", "a__b__c", "a * b * c", "** no **", "**", "****", "*", "**open", "a ~~ b", "snake_case_name",
            "[x]", "[x](nowhere)", "[x](javascript:alert)", "[x](https://", "[](https://a.b)", "`**code**`",
            "``a ` **b**``", "`open **", #"\*not\*"#, #"ends with \"#, "---", "", "\n", "  indented",
        ])
    func untouched(_ markdown: String) {
        #expect(Mrkdwn.text(fromMarkdown: markdown) == markdown)
    }

    @Test("within code nothing is, and the language's name goes")
    func code() {
        let text = "a\n```swift\nlet x = **y** < 1 // # no\n* z\n```\n**b**"
        #expect(
            Mrkdwn.text(fromMarkdown: text) == "a\n```\nlet x = **y** &lt; 1 // # no\n* z\n```\n*b*")
    }

    @Test("no words of a model's call anybody or hide an address")
    func harmless() {
        for text in [
            "<!channel>", "<!here|x>", "<@U1>", "<#C1>", "[x](!channel)", "[x](@U1)", "<!subteam^S1>",
            "[<!here>](https://a.b)",
            "[x](https://a.b|<!here>)", "[x](https://a.b>)", "<https://a.b|y>", "**<!channel>**", "# <!channel>",
            "`<!channel>`",
            "```\n<!channel>\n```", "> <!channel>",
        ] {
            let converted = Mrkdwn.text(fromMarkdown: text)
            #expect(!converted.contains("<!") && !converted.contains("<@") && !converted.contains("<#"), "\(converted)")
            #expect(!Mrkdwn.escaped(text).contains("<"))
        }
    }

    @Test(
        "of anything at all is no longer than it is escaped, and marks only links", arguments: [1, 2, 3, 4] as [UInt64])
    func fuzz(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "**", "*", "__", "_", "~~", "`", "```", "[", "](", ")", "https://a.b", "<", ">", "&", "!", "#", " ", "\n",
            "|",
            "\\", "a", "ü", "😀", "- ", "<!here>", "mailto:", "(", "\r",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in random.pick(pieces) }.joined()
            let converted = Mrkdwn.text(fromMarkdown: text)
            // A bullet is one unit, as its mark was.
            #expect(converted.utf16.count <= Mrkdwn.escaped(text).utf16.count, "\(text)")
            for link in converted.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
                #expect(["https://", "mailto:"].contains { link.hasPrefix($0) } && link.contains(">"), "\(text)")
            }
        }
    }

    @Test("takes no longer for what is made to annoy")
    func patience() {
        for mark in ["**a", "*a ", "[", "[a", "[a](", "~~a", "`", "``a`", "__a ", "<", "**a*b", "![a](https://a.b("] {
            let text = String(repeating: mark, count: SlackChannel.messageLimit)
            #expect(!Mrkdwn.text(fromMarkdown: text).isEmpty)
        }
    }
}
