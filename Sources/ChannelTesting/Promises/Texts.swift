/// Texts that are hard to split.
enum Texts {
    static func long(over longest: Int) -> [String] {
        let family = "👩‍👩‍👧‍👦"
        return [
            paragraphs(longest * 3), String(repeating: "x", count: longest * 2 + 1),
            String(repeating: family, count: longest / 8), String(repeating: "e\u{301}", count: longest * 2),
            String(repeating: "שלום עולם ", count: longest / 4), String(repeating: "word ", count: longest),
            String(repeating: "\n\n", count: longest) + "end",
        ]
    }

    static func paragraphs(_ count: Int) -> String {
        var text = ""
        var number = 0
        while text.utf16.count < count {
            number += 1
            text += "Sentence \(number) of a paragraph that says little. "
            if number % 7 == 0 { text += "\n\n" }
        }
        return text
    }
}
