// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lymer",
    products: [
        .executable(name: "lymer", targets: ["LymerCLI"]),
        .library(name: "FlowTracing", targets: ["FlowTracing"]),
        .library(name: "FlowFormats", targets: ["FlowFormats"]),
        .library(name: "FlowSimulator", targets: ["FlowSimulator"]),
        .library(name: "FlowStore", targets: ["FlowStore"]),
        .library(name: "FlowService", targets: ["FlowService"]),
        .library(name: "FlowLabels", targets: ["FlowLabels"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // Prefetch, movemask and byte-shuffle intrinsics that Swift cannot spell; static inline, no state.
        .target(name: "CFlowKernels"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // libxml2, loaded when a list in XML is first read: most runs read none.
        .target(name: "CXML"),
        .target(name: "FlowTracing", dependencies: ["CFlowKernels"]),
        .target(
            name: "FlowFormats",
            dependencies: [
                "FlowTracing", "CFlowKernels", "CXML", "CZlib", "CZstd", "COpenSSL",
                .product(name: "Yams", package: "Yams"),
            ]),
        .target(name: "FlowSimulator", dependencies: ["FlowTracing"]),
        .target(name: "FlowStore", dependencies: ["FlowTracing", "CZlib"]),
        // Label lists and their versions in SQLite, and the index that traces ask.
        .target(
            name: "FlowLabels",
            dependencies: [
                "FlowTracing", "FlowFormats", "FlowStore", "CFlowKernels",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // libcurl, loaded when a source or an alert first needs it: its thirty libraries would slow every start.
        .target(name: "CCurl"),
        .target(
            name: "FlowService",
            dependencies: [
                "FlowStore", "FlowFormats", "FlowTracing", "CCurl", .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "LymerCLI",
            dependencies: [
                "FlowTracing", "FlowFormats", "FlowSimulator", "FlowStore", "FlowService", "FlowLabels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // What the tests are random by.
        .target(name: "SeededRandom", path: "Tests/SeededRandom"),
        // A real EVM chain and a receiver of alerts, for the tests to talk to.
        .target(name: "LocalServers", dependencies: ["FlowService"], path: "Tests/LocalServers"),
        .testTarget(
            name: "FlowTracingTests", dependencies: ["FlowTracing", "SeededRandom"], resources: [.copy("Vectors")]),
        .testTarget(
            name: "FlowFormatsTests", dependencies: ["FlowFormats", "FlowTracing", "CFlowKernels", "SeededRandom"],
            exclude: ["Corpus"]),
        .testTarget(name: "FlowSimulatorTests", dependencies: ["FlowSimulator", "FlowTracing", "FlowFormats"]),
        .testTarget(name: "FlowStoreTests", dependencies: ["FlowStore", "FlowTracing", "SeededRandom"]),
        .testTarget(
            name: "FlowServiceTests",
            dependencies: ["FlowService", "FlowStore", "FlowFormats", "FlowTracing", "SeededRandom", "LocalServers"]),
        .testTarget(
            name: "FlowLabelsTests",
            dependencies: ["FlowLabels", "FlowFormats", "FlowStore", "FlowTracing", "SeededRandom"]),
        .testTarget(name: "SampleChainTests", dependencies: ["FlowFormats", "FlowTracing"]),
        .testTarget(name: "LymerCLITests", dependencies: ["LymerCLI", "SeededRandom", "LocalServers"]),
    ],
    swiftLanguageModes: [.v6]
)
