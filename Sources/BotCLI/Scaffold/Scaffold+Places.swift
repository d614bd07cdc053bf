import Foundation

/// Where a new channel goes.
extension Scaffold {
    /// Into a clone of ChannelKit: a target beside the others, in the list of the built-in ones.
    static func inRepository(_ name: ChannelName, at root: URL) throws -> Scaffold {
        guard FileManager.default.fileExists(atPath: root.appending(path: "Sources/ChannelKit").path) else {
            throw CommandFailure(.usage, "run this at the root of a clone of ChannelKit, or with --package DIR")
        }
        var scaffold = Scaffold(
            root: root,
            nextSteps: name.fill(
                """

                It passes already:   swift test --filter __NAME__ChannelTests
                What to fill in:     grep -rn 'FILL IN' {Sources,Tests}/Channels/__NAME__Channel* config/__TYPE__.yaml
                Serve it:            swift build --product bot
                                     __UPPER___KEY=… __UPPER___TOKEN=… .build/debug/bot run --config config/__TYPE__.yaml
                Guide:               Sources/ChannelKit/ChannelKit.docc/WritingAChannel.md
                """))
        scaffold.addChannel(
            name, sources: "Sources/Channels/\(name.pascal)Channel", tests: "Tests/Channels/\(name.pascal)ChannelTests")
        scaffold.add("config/\(name.type).yaml", name.fill(ChannelTemplate.configuration))
        let targets = name.fill(
            """
                    .target(
                        name: "__NAME__Channel",
                        dependencies: ["ChannelKit", "LenientJSON", "PlatformClient", httpTypes, crypto],
                        path: "Sources/Channels/__NAME__Channel", swiftSettings: strict),
                    .testTarget(
                        name: "__NAME__ChannelTests",
                        dependencies: ["__NAME__Channel", "ChannelKit", "ChannelTesting", httpTypes, crypto],
                        path: "Tests/Channels/__NAME__ChannelTests", resources: [.copy("Fixtures")], swiftSettings: strict),
            """)
        try scaffold.insert(targets, before: "// New channels go before this line.", in: "Package.swift")
        try scaffold.insert(
            name.fill("                \"__NAME__Channel\","), before: "// And here.", in: "Package.swift")
        let list = "Sources/BotCLI/Assembly/ChannelRegistry+BuiltIn.swift"
        try scaffold.insertImport(of: "\(name.pascal)Channel", in: list)
        try scaffold.insert("            \(name.pascal)Channel.self,", before: "StdioChannel.self", in: list)
        try scaffold.insert(
            name.fill(
                "        \"__NAME__Channel\": [\"ChannelKit\", \"LenientJSON\", \"PlatformClient\", \"HTTPTypes\", \"Crypto\"],"
            ),
            before: "\"HTTPChannel\": [", in: "Tests/ArchitectureTests/ArchitectureTests.swift")
        return scaffold
    }

    /// A package that depends on ChannelKit as any other does, with a program that serves the channel.
    static func package(_ name: ChannelName, in root: URL, channelKit: String) -> Scaffold {
        var scaffold = Scaffold(
            root: root,
            nextSteps: name.fill(
                """

                It passes already:   cd \(root.path) && swift test
                Serve it:            __UPPER___KEY=… __UPPER___TOKEN=… swift run \(name.type)-bot run --config bot.yaml
                What to fill in:     grep -rn 'FILL IN' Sources Tests bot.yaml
                """))
        scaffold.addChannel(
            name, sources: "Sources/\(name.pascal)Channel", tests: "Tests/\(name.pascal)ChannelTests")
        let isAddress = channelKit.contains("://")
        let dependency =
            isAddress
            ? ".package(url: \"\(channelKit)\", branch: \"main\")"
            : ".package(name: \"ChannelKit\", path: \"\(channelKit)\")"
        let identity = isAddress ? String(channelKit.split(separator: "/").last ?? "channelkit") : "ChannelKit"
        scaffold.add(
            "Package.swift",
            name.fill(ChannelTemplate.manifest).split(separator: "__DEPENDENCY__", omittingEmptySubsequences: false)
                .joined(separator: dependency)
                .split(separator: "__PACKAGE__", omittingEmptySubsequences: false).joined(separator: identity))
        scaffold.add("Sources/\(name.type)-bot/Main.swift", name.fill(ChannelTemplate.program))
        scaffold.add("bot.yaml", name.fill(ChannelTemplate.configuration))
        scaffold.add(".gitignore", ".build\nPackage.resolved\ndata\n")
        return scaffold
    }

    private mutating func addChannel(_ name: ChannelName, sources: String, tests: String) {
        add("\(sources)/\(name.pascal)Channel.swift", name.fill(ChannelTemplate.channel))
        add("\(sources)/\(name.pascal)Channel+Settings.swift", name.fill(ChannelTemplate.settings))
        add("\(sources)/\(name.pascal)Update.swift", name.fill(ChannelTemplate.update))
        add("\(tests)/ConformanceTests.swift", name.fill(ChannelTemplate.conformance))
        add("\(tests)/UpdateTests.swift", name.fill(ChannelTemplate.tests))
        add("\(tests)/Fixtures/two_messages.json", name.fill(ChannelTemplate.fixture))
    }
}
