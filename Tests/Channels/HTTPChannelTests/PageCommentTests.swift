import Testing

@testable import HTTPChannel

@Suite("A comment in a file for browsers") struct PageCommentTests {
    @Test func `is for whoever reads the source, and is not served`() {
        let source = """
            /** What it is. */
            import { a } from "./a.js";

            /**
             * More of it.
             */
            const url = "https://example.com/*"; // stays: it has no line of its own
              // A line of it.
            const half = url.length / 2;
            /* Styles */
            .a > * { color: red; }

            """
        #expect(
            String(decoding: PageAsset.withoutComments(Array(source.utf8)), as: UTF8.self) == """
                import { a } from "./a.js";
                const url = "https://example.com/*"; // stays: it has no line of its own
                const half = url.length / 2;
                .a > * { color: red; }

                """)
    }

    @Test func `that is never closed takes the rest, as in a browser`() {
        #expect(PageAsset.withoutComments(Array("a\n/* b\nc".utf8)) == Array("a\n".utf8))
    }

    @Test func `ends where it ends, whatever blanks a checkout leaves there`() {
        #expect(PageAsset.withoutComments(Array("/* a */\r\nb\n /* c\n */ \t\nd\n".utf8)) == Array("b\nd\n".utf8))
    }
}
