import Foundation
import Testing

/// What the documents point at is there.
@Suite("The documents")
struct DocumentationTests {
    @Test("no link leads nowhere, and no anchor")
    func links() throws {
        var count = 0
        let documents = try MarkdownFile.all()
        for document in documents {
            for link in document.links {
                let halves = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = halves[0].isEmpty ? document.path : document.resolve(String(halves[0]))
                let isThere = FileManager.default.fileExists(atPath: PackageManifest.root.path + "/" + target)
                #expect(isThere, "\(document.path): \(link)")
                if halves.count == 2, let other = documents.first(where: { $0.path == target }) {
                    #expect(other.anchors.contains(String(halves[1])), "\(document.path): \(link)")
                }
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test("every file of this repository that a document names is there")
    func paths() throws {
        let root = PackageManifest.root
        let folders = ["Benchmarks", "Examples", "Sources", "Tests", "config", "deploy", "docs", "scripts"]
        var count = 0
        // A guide to other people's packages speaks of their files.
        for document in try MarkdownFile.all() where !document.path.hasPrefix("Sources/") {
            for word in document.code.flatMap({ $0.split(separator: " ") }) {
                guard let slash = word.firstIndex(of: "/"), folders.contains(String(word[..<slash])) else { continue }
                let path = word.prefix { !"*…,;:)]\"'".contains($0) }
                // Made by `make-secrets`, and never committed.
                if path.hasPrefix("deploy/compose/secrets") { continue }
                let isThere = FileManager.default.fileExists(atPath: root.appendingPathComponent(String(path)).path)
                #expect(isThere, "\(document.path): \(word)")
                count += 1
            }
        }
        #expect(count > 30)
    }

    @Test("every place in the code that the architecture names is there")
    func places() throws {
        let files = try SourceFile.all(in: "Sources").map(\.path)
        let architecture = try #require(try MarkdownFile.all().first { $0.path == "docs/architecture.md" })
        // `Pipeline/Reception`, `BotStore/Store.swift`, `PostgresStore/Schema/Version1`
        let places = architecture.code.filter { word in
            word.contains("/") && !word.contains(" ") && !word.hasPrefix("Tests/")
                && (word.first?.isUppercase == true || word.hasSuffix(".swift"))
        }
        #expect(places.count > 15)
        for place in places.map({ $0.hasSuffix("/") ? String($0.dropLast()) : $0 }) {
            let file = place.hasSuffix(".swift") ? place : place + ".swift"
            #expect(
                files.contains { $0.hasSuffix("/" + file) || $0.contains("/" + place + "/") },
                "docs/architecture.md: \(place)")
        }
    }

    @Test("every target of make that a document names is there")
    func targets() throws {
        let makefile = try String(contentsOf: PackageManifest.root.appendingPathComponent("Makefile"), encoding: .utf8)
        let targets = Set(
            makefile.split(separator: "\n").compactMap { line in
                line.first?.isLetter == true ? line.prefix { $0 != ":" } : nil
            })
        var count = 0
        for document in try MarkdownFile.all() {
            for line in document.code where line.hasPrefix("make ") {
                guard let target = line.dropFirst(5).split(separator: " ").first, target.first?.isLowercase == true
                else { continue }
                #expect(targets.contains(target), "\(document.path): \(line)")
                count += 1
            }
        }
        #expect(count > 15)
    }

    @Test("the reading of documents sees links, anchors and code")
    func reading() {
        let document = MarkdownFile(
            path: "docs/channels/a.md",
            text: """
                # Of `bot`, and [more](x.md)!
                See [this](../b.md#c) and `Pipeline/Pace`; not [that](https://example.com).
                ```sh
                # no heading
                make x    # why
                ```
                ## Of
                ## Of
                """)
        #expect(document.links == ["x.md", "../b.md#c"])
        #expect(document.anchors == ["of-bot-and-more", "of", "of-1"])
        #expect(document.code == ["bot", "Pipeline/Pace", "# no heading", "make x    # why"])
        #expect(document.resolve("../b.md") == "docs/b.md")
    }
}
