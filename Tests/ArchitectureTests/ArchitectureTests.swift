import Testing

/// The arrows that `docs/architecture.md` draws.
@Suite("The architecture", .serialized)
struct ArchitectureTests {
    /// What each target may depend on: targets of this package and products of others. Fewer is fine.
    static let allowed: [String: Set<String>] = [
        // The contracts.
        "ChannelKit": ["Logging", "HTTPTypes"],
        "BotStore": ["ChannelKit"],
        "BotModel": [],
        // What nobody's contract is about.
        "LenientJSON": [],
        // Hashes of passwords, codes and tokens, and the threads for them.
        "Credentials": ["Crypto", "CryptoExtras"],
        // A backend of swift-metrics.
        "PrometheusMetrics": ["CoreMetrics"],
        // A backend of swift-distributed-tracing.
        "OTLPTracing": ["Tracing", "CoreMetrics", "AsyncHTTPClient", "NIOCore", "NIOHTTP1"],
        // The channels: the contract and libraries, never the runtime, a store, a model or each other.
        // The conformance kit runs channels in the real runtime, on a real file.
        "ChannelTesting": [
            "ChannelKit", "BotRuntime", "BotStore", "BotModel", "SQLiteStore", "HTTPTypes", "Logging", "NIOCore",
            "NIOPosix",
            "NIOHTTP1",
        ],
        "HTTPChannel": ["ChannelKit", "HTTPTypes", "Logging", "JWTKit", "Crypto"],
        "WhatsAppChannel": ["ChannelKit", "LenientJSON", "PlatformClient", "HTTPTypes", "Logging", "Crypto"],
        // The way out for every channel that sends by HTTP.
        "PlatformClient": ["ChannelKit", "AsyncHTTPClient", "Instrumentation", "NIOCore", "NIOHTTP1"],
        "StdioChannel": ["ChannelKit", "Logging"],
        "TelegramChannel": ["ChannelKit", "LenientJSON", "PlatformClient", "HTTPTypes", "Logging"],
        // Written with what anybody outside has: the products and other packages, and no target of this one's own.
        "SlackChannel": ["ChannelKit", "PlatformClient", "HTTPTypes", "Logging", "Crypto"],
        "ProcessChannel": ["CSpawn", "ChannelKit", "LenientJSON", "Logging"],
        "CSpawn": [],
        // What apps are made with: it knows the server by its interface only.
        "ChatClient": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1"],
        // The drivers: their contract and their library.
        "SQLiteStore": ["BotStore", "ChannelKit", "GRDB", "Logging"],
        "PostgresStore": ["BotStore", "ChannelKit", "PostgresClient", "Logging"],
        // A database's client knows no contract.
        "PostgresClient": ["CLibPQ", "CEpoll", "Logging"],
        // The program: the command line, and nothing else.
        "bot": ["BotCLI"],
        "CLibPQ": [],
        "CEpoll": [],
        "OpenAIModel": [
            "BotModel", "LenientJSON", "AsyncHTTPClient", "Instrumentation", "NIOCore", "NIOHTTP1", "Logging",
        ],
        // The runtime: the contracts and a server, never a channel or a driver.
        "BotRuntime": [
            "ChannelKit", "BotStore", "BotModel", "Credentials", "PrometheusMetrics", "CoreMetrics", "Tracing",
            "Hummingbird",
            "NIOCore",
            "NIOPosix", "NIOHTTP1", "HTTPTypes",
            "Logging",
            "ServiceLifecycle", "UnixSignals", "Yams", "HummingbirdCore", "HummingbirdHTTP2", "NIOHTTPTypes",
        ],
    ]

    /// The one target that knows which channels, stores and models there are.
    static let composition = "BotCLI"

    static let systemModules: Set<String> = [
        "Swift", "Foundation", "FoundationEssentials", "Synchronization", "Dispatch", "Glibc", "Musl", "Darwin",
    ]

    @Test("every target keeps to its arrows")
    func arrows() throws {
        let targets = try PackageManifest.load().targets.filter { $0.folder.hasPrefix("Sources/") }
        #expect(targets.count >= 10)
        for target in targets where target.name != Self.composition {
            guard let allowed = Self.allowed[target.name] else {
                Issue.record("\(target.name) is not in the list of allowed arrows: say there what it may depend on")
                continue
            }
            let forbidden = target.dependencyNames.subtracting(allowed).sorted()
            #expect(forbidden.isEmpty, "\(target.name) depends on \(forbidden)")
        }
    }

    @Test("no target but the executable depends on a channel, a driver or the runtime")
    func composition() throws {
        let targets = try PackageManifest.load().targets
        let parts =
            targets.filter { $0.folder.hasPrefix("Sources/Channels/") || $0.folder.hasPrefix("Sources/Stores/") }
            .map(\.name) + ["OpenAIModel", "BotRuntime"]
        #expect(parts.count >= 6)
        // What a driver or a channel is made of.
        let clients = ["PostgresClient", "CLibPQ", "CEpoll", "CSpawn"]
        // The kit runs channels in a whole bot.
        let wholes: Set = [Self.composition, "ChannelTesting"]
        for target in targets where target.folder.hasPrefix("Sources/") && !wholes.contains(target.name) {
            let known = target.dependencyNames.intersection(parts).subtracting(clients)
            #expect(known.isEmpty, "\(target.name) depends on \(known.sorted())")
        }
    }

    @Test("no file imports what its target has not declared")
    func imports() throws {
        var count = 0
        for target in try PackageManifest.load().targets where target.type != "system-target" {
            for file in try SourceFile.all(in: target.folder) {
                var known = target.dependencyNames.union(Self.systemModules)
                if target.type == "test" || target.folder.hasPrefix("Tests/") || target.name == "ChannelTesting" {
                    known.insert("Testing")
                }
                let undeclared = file.imports.subtracting(known).sorted()
                #expect(undeclared.isEmpty, "\(file.path) imports \(undeclared)")
                count += 1
            }
        }
        #expect(count > 50)
    }

    @Test("no file of the core names a platform")
    func platforms() throws {
        let platforms = [
            "whatsapp", "telegram", "signal messenger", "slack", "discord", "messenger", "facebook", "twilio",
        ]
        for target in ["ChannelKit", "BotStore", "BotModel", "BotRuntime"] {
            for file in try SourceFile.all(in: "Sources/\(target)") {
                for (number, line) in file.lines.enumerated() {
                    // What a `///` says of a type is the reader's; what the compiler sees must not know one.
                    guard !line.drop(while: { $0 == " " }).hasPrefix("///") else { continue }
                    let named = platforms.filter { line.lowercased().contains($0) }
                    #expect(named.isEmpty, "\(file.path):\(number + 1) names \(named)")
                }
            }
        }
    }

    @Test("whatever the compiler is told to believe has its reason on the line above")
    func unchecked() throws {
        let promises = ["@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency import"]
        for file in try SourceFile.all(in: "Sources") {
            for (number, line) in file.lines.enumerated() where promises.contains(where: { line.contains($0) }) {
                guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
                let above = number > 0 ? file.lines[number - 1].drop { $0 == " " } : ""
                #expect(above.hasPrefix("//"), "\(file.path):\(number + 1) has no reason above it")
            }
        }
    }

    @Test("nothing in the sources is left for later, forced, or meant to crash")
    func leftovers() throws {
        let leftovers = ["TODO", "FIXME", "fatalError(", "try!", "preconditionFailure("]
        for file in try SourceFile.all(in: "Sources") {
            for (number, line) in file.lines.enumerated() {
                let found = leftovers.filter { line.contains($0) }
                #expect(found.isEmpty, "\(file.path):\(number + 1) has \(found)")
            }
        }
    }

    @Test("the reading of imports sees every form of one")
    func importForms() {
        // In one line, or this file would seem to import them.
        let text =
            "import A;public import struct B.Thing;@testable import C;@preconcurrency internal import D;"
            + "    import E;// import F;let importer = 1"
        #expect(SourceFile(path: "", lines: text.split(separator: ";")).imports == ["A", "B", "C", "D", "E"])
    }
}
