// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let channelKit = Target.Dependency.product(name: "ChannelKit", package: "ChannelKit")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "EchoChannel",
    platforms: [.macOS(.v15)],
    products: [.library(name: "EchoChannel", targets: ["EchoChannel"])],
    dependencies: [
        .package(name: "ChannelKit", path: "../.."),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    ],
    targets: [
        .target(
            name: "EchoChannel",
            dependencies: [
                channelKit, .product(name: "PlatformClient", package: "ChannelKit"),
                .product(name: "LenientJSON", package: "ChannelKit"), httpTypes, crypto,
            ], swiftSettings: strict),
        .executableTarget(
            name: "echo-bot",
            dependencies: [
                "EchoChannel", .product(name: "BotCLI", package: "ChannelKit"),
                .product(name: "BotRuntime", package: "ChannelKit"),
            ], swiftSettings: strict),
        .testTarget(
            name: "EchoChannelTests",
            dependencies: [
                "EchoChannel", channelKit, .product(name: "ChannelTesting", package: "ChannelKit"), httpTypes,
                crypto,
            ], resources: [.copy("Fixtures")], swiftSettings: strict),
    ]
)
