// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Products of other packages, named once so that every target below reads as a list of words.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let instrumentation = Target.Dependency.product(name: "Instrumentation", package: "swift-distributed-tracing")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypesNIO = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypesNIO1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "ChannelKit",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "ChannelKit", targets: ["ChannelKit"]),
        .library(name: "BotRuntime", targets: ["BotRuntime"]),
        .library(name: "BotCLI", targets: ["BotCLI"]),
        .library(name: "PlatformClient", targets: ["PlatformClient"]),
        .library(name: "LenientJSON", targets: ["LenientJSON"]),
        .library(name: "ChatClient", targets: ["ChatClient"]),
        .library(name: "ChannelTesting", targets: ["ChannelTesting"]),
        .executable(name: "bot", targets: ["bot"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .target(name: "ChannelKit", dependencies: [logging, httpTypes], swiftSettings: strict),
        .target(name: "BotStore", dependencies: ["ChannelKit"], swiftSettings: strict),
        .target(name: "BotModel", swiftSettings: strict),
        .target(name: "LenientJSON", swiftSettings: strict),
        .target(name: "Credentials", dependencies: [crypto, cryptoExtras], swiftSettings: strict),
        .target(
            name: "OTLPTracing", dependencies: [tracing, coreMetrics, httpClient, nioCore, nioHTTP1],
            swiftSettings: strict),
        .target(name: "PrometheusMetrics", dependencies: [coreMetrics], swiftSettings: strict),
        .target(
            name: "PlatformClient", dependencies: ["ChannelKit", httpClient, instrumentation, nioCore, nioHTTP1],
            swiftSettings: strict),
        .target(
            name: "HTTPChannel", dependencies: ["ChannelKit", httpTypes, logging, jwt, crypto],
            path: "Sources/Channels/HTTPChannel",
            resources: [
                "page.html", "embed.html", "docs.html", "account.css", "chat.css", "docs.css", "embed.css",
                "icon.svg", "account.js", "chat.js", "docs.js", "embed.js", "events.js", "markdown.js", "messages.js",
                "page.js", "request.js", "storage.js", "text-ar.js", "text-de.js", "text-en.js", "text-es.js",
                "text-fr.js", "text-pt.js", "text-zh.js", "texts.js", "turn.js", "widget.js",
            ].map { .embedInCode("Page/\($0)") }, swiftSettings: strict),
        .target(
            name: "WhatsAppChannel",
            dependencies: ["ChannelKit", "LenientJSON", "PlatformClient", httpTypes, logging, crypto],
            path: "Sources/Channels/WhatsAppChannel", swiftSettings: strict),
        .target(
            name: "TelegramChannel",
            dependencies: ["ChannelKit", "LenientJSON", "PlatformClient", httpTypes, logging],
            path: "Sources/Channels/TelegramChannel", swiftSettings: strict),
        .target(
            name: "StdioChannel", dependencies: ["ChannelKit", logging],
            path: "Sources/Channels/StdioChannel", swiftSettings: strict),
        .target(name: "CSpawn", path: "Sources/Channels/CSpawn"),
        .target(
            name: "ProcessChannel", dependencies: ["CSpawn", "ChannelKit", "LenientJSON", logging],
            path: "Sources/Channels/ProcessChannel", swiftSettings: strict),
        .target(
            name: "SlackChannel", dependencies: ["ChannelKit", "PlatformClient", httpTypes, logging, crypto],
            path: "Sources/Channels/SlackChannel", swiftSettings: strict),
        // New channels go before this line.
        .target(
            name: "SQLiteStore", dependencies: ["BotStore", "ChannelKit", grdb, logging],
            path: "Sources/Stores/SQLiteStore", swiftSettings: strict),
        .systemLibrary(
            name: "CLibPQ", path: "Sources/Stores/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CEpoll", path: "Sources/Stores/CEpoll"),
        .target(
            name: "PostgresClient", dependencies: ["CLibPQ", "CEpoll", logging],
            path: "Sources/Stores/PostgresClient", swiftSettings: strict),
        .target(
            name: "PostgresStore", dependencies: ["PostgresClient", "BotStore", "ChannelKit", logging],
            path: "Sources/Stores/PostgresStore", swiftSettings: strict),
        .target(
            name: "OpenAIModel",
            dependencies: ["BotModel", "LenientJSON", httpClient, instrumentation, nioCore, nioHTTP1, logging],
            swiftSettings: strict),
        .target(name: "ChatClient", dependencies: [httpClient, nioCore, nioHTTP1], swiftSettings: strict),
        .target(
            name: "BotRuntime",
            dependencies: [
                "ChannelKit", "BotStore", "BotModel", "Credentials", "PrometheusMetrics", coreMetrics, tracing,
                hummingbird,
                hummingbirdCore, hummingbirdHTTP2, httpTypesNIO, nioCore, nioPosix,
                nioHTTP1, httpTypes, logging,
                lifecycle, signals, yams,
            ], swiftSettings: strict),
        .target(
            name: "ChannelTesting",
            dependencies: [
                "ChannelKit", "BotRuntime", "BotStore", "BotModel", "SQLiteStore", nioCore, nioPosix, nioHTTP1,
                httpTypes, logging,
            ],
            swiftSettings: strict),
        .target(
            name: "BotCLI",
            dependencies: [
                "Credentials", "LenientJSON", "ChannelKit", "BotRuntime", "BotStore", "BotModel", "HTTPChannel",
                "WhatsAppChannel", "StdioChannel", "TelegramChannel", "SlackChannel", "ProcessChannel",
                // And here.
                "SQLiteStore", "PostgresStore", "OpenAIModel", "PrometheusMetrics", "OTLPTracing", coreMetrics, tracing,
                arguments, logging,
                httpClient, nioCore, nioHTTP1,
            ], swiftSettings: strict),
        .executableTarget(name: "bot", dependencies: ["BotCLI"], swiftSettings: strict),
        // Support for tests: libraries, so that a later target's tests can use them too.
        .target(name: "SeededRandom", path: "Tests/Support/SeededRandom", swiftSettings: strict),
        .target(name: "Monitor", path: "Tests/Support/Monitor", swiftSettings: strict),
        .target(
            name: "StorePromises", dependencies: ["BotStore", "ChannelKit", "SeededRandom"],
            path: "Tests/Support/StorePromises", swiftSettings: strict),
        .target(
            name: "FakeOpenAI", dependencies: ["Monitor", nioCore, nioPosix, nioHTTP1],
            path: "Tests/Support/FakeOpenAI", swiftSettings: strict),
        .target(
            name: "FakeGraph", dependencies: ["Monitor", nioCore, nioPosix, nioHTTP1, crypto],
            path: "Tests/Support/FakeGraph", swiftSettings: strict),
        .target(
            name: "FakeTelegram", dependencies: ["LenientJSON", "Monitor", nioCore, nioPosix, nioHTTP1],
            path: "Tests/Support/FakeTelegram", swiftSettings: strict),
        .target(
            name: "FakeSlack", dependencies: ["Monitor", nioCore, nioPosix, nioHTTP1, crypto],
            path: "Tests/Support/FakeSlack", swiftSettings: strict),
        .target(
            name: "BotHarness", dependencies: ["Monitor", httpClient, nioCore, nioHTTP1, nioSSL],
            path: "Tests/Support/BotHarness", swiftSettings: strict),

        .testTarget(
            name: "ChannelKitTests", dependencies: ["ChannelKit", "SeededRandom", httpTypes], swiftSettings: strict),
        .testTarget(
            name: "PlatformClientTests", dependencies: ["PlatformClient", "ChannelKit", "SeededRandom"],
            swiftSettings: strict),
        .testTarget(
            name: "ChannelTestingTests", dependencies: ["ChannelTesting", "ChannelKit", httpTypes, logging],
            swiftSettings: strict),
        .testTarget(
            name: "HTTPChannelTests",
            dependencies: ["HTTPChannel", "ChannelKit", "ChannelTesting", "SeededRandom", httpTypes, logging, jwt],
            path: "Tests/Channels/HTTPChannelTests", swiftSettings: strict),
        .testTarget(
            name: "ChatClientTests", dependencies: ["ChatClient", "BotHarness", "FakeOpenAI", "bot"],
            swiftSettings: strict),
        .testTarget(
            name: "WhatsAppChannelTests",
            dependencies: [
                "WhatsAppChannel", "ChannelKit", "ChannelTesting", "FakeGraph", "SeededRandom", httpTypes, logging,
            ],
            path: "Tests/Channels/WhatsAppChannelTests", resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "TelegramChannelTests",
            dependencies: [
                "TelegramChannel", "ChannelKit", "ChannelTesting", "LenientJSON", "FakeTelegram", "SeededRandom",
                httpTypes, logging,
            ],
            path: "Tests/Channels/TelegramChannelTests", swiftSettings: strict),
        .testTarget(
            name: "SlackChannelTests",
            dependencies: [
                "SlackChannel", "ChannelKit", "ChannelTesting", "FakeSlack", "SeededRandom", httpTypes, logging, crypto,
            ],
            path: "Tests/Channels/SlackChannelTests", resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "StdioChannelTests",
            dependencies: ["StdioChannel", "ChannelKit", "ChannelTesting", "SeededRandom", logging],
            path: "Tests/Channels/StdioChannelTests", swiftSettings: strict),
        .testTarget(
            name: "ProcessChannelTests",
            dependencies: [
                "ProcessChannel", "ChannelKit", "ChannelTesting", "LenientJSON", "SeededRandom", logging,
            ],
            path: "Tests/Channels/ProcessChannelTests", resources: [.copy("platform.py")], swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests", dependencies: ["SQLiteStore", "StorePromises", "BotStore", "ChannelKit", grdb],
            path: "Tests/Stores/SQLiteStoreTests", swiftSettings: strict),
        .target(name: "ThrowawayPostgres", path: "Tests/Support/ThrowawayPostgres", swiftSettings: strict),
        .testTarget(
            name: "PostgresClientTests",
            dependencies: ["PostgresClient", "ThrowawayPostgres", "SeededRandom", logging],
            path: "Tests/Stores/PostgresClientTests", swiftSettings: strict),
        .testTarget(
            name: "PostgresStoreTests",
            dependencies: [
                "PostgresStore", "PostgresClient", "ThrowawayPostgres", "StorePromises", "BotStore", "ChannelKit",
                logging,
            ],
            path: "Tests/Stores/PostgresStoreTests", swiftSettings: strict),
        .testTarget(name: "OTLPTracingTests", dependencies: ["OTLPTracing", tracing], swiftSettings: strict),
        .testTarget(
            name: "PrometheusMetricsTests", dependencies: ["PrometheusMetrics", coreMetrics], swiftSettings: strict),
        .testTarget(
            name: "CredentialsTests", dependencies: ["Credentials", "SeededRandom"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(name: "LenientJSONTests", dependencies: ["LenientJSON"], swiftSettings: strict),
        .testTarget(
            name: "OpenAIModelTests",
            dependencies: ["OpenAIModel", "LenientJSON", "BotModel", "FakeOpenAI", nioCore, nioHTTP1, logging],
            swiftSettings: strict),
        .testTarget(
            name: "BotRuntimeTests",
            dependencies: [
                "BotRuntime", "Credentials", "BotStore", "BotModel", "ChannelKit", "SQLiteStore", "SeededRandom",
                "WhatsAppChannel",
                "FakeGraph", "Monitor", httpTypes, lifecycle, logging,
                nioCore, nioEmbedded, nioHTTP1, httpTypesNIO, httpTypesNIO1,
            ], resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "BotTests",
            dependencies: [
                "BotHarness", "FakeOpenAI", "FakeGraph", "FakeTelegram", "FakeSlack", "ThrowawayPostgres",
                "SeededRandom", "bot", "BotCLI",
                "SQLiteStore",
                "BotStore", "ChannelKit", grdb, nioCore, nioPosix,
            ], swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// Benchmarks are compiled only where they are asked for: no build and no test needs them.
if Context.environment["CHANNELKIT_BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(
            name: "instant-model", dependencies: [nioCore, nioPosix, arguments],
            path: "Benchmarks/Sources/InstantModel", swiftSettings: strict),
        .executableTarget(
            name: "bare-echo", dependencies: [hummingbird, nioCore, logging],
            path: "Benchmarks/Sources/BareEcho", swiftSettings: strict),
        .executableTarget(
            name: "turn-load", dependencies: [nioCore, nioPosix, nioHTTP1, crypto, arguments],
            path: "Benchmarks/Sources/TurnLoad", swiftSettings: strict),
        .executableTarget(
            name: "store-load", dependencies: ["PostgresStore", "BotStore", "ChannelKit", arguments, logging],
            path: "Benchmarks/Sources/StoreLoad", swiftSettings: strict),
        .executableTarget(
            name: "load-graph", dependencies: ["FakeGraph"], path: "Benchmarks/Sources/LoadGraph",
            swiftSettings: strict),
        .executableTarget(
            name: "history-cost",
            dependencies: [
                "SQLiteStore", "BotStore", "ChannelKit", grdb, arguments,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Benchmarks/Sources/HistoryCost", swiftSettings: strict),
    ]
}

// The image is built in two steps: its dependencies, before any source is there, then the program, without the tests.
switch Context.environment["CHANNELKIT_IMAGE"] {
case "dependencies":
    var names: Set<String> = []
    let needed = package.targets.flatMap(\.dependencies).filter {
        guard case .productItem(let name, _, _, _) = $0 else { return false }
        return names.insert(name).inserted
    }
    package.targets = [.executableTarget(name: "bot", dependencies: needed, swiftSettings: strict)]
    package.products = [.executable(name: "bot", targets: ["bot"])]
case "program":
    package.targets.removeAll { $0.type == .test || $0.path?.hasPrefix("Tests/") == true }
default: break
}
