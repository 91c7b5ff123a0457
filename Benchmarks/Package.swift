// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that what measuring needs never reaches users of the engine.
let package = Package(
    name: "lymer-benchmarks",
    dependencies: [
        .package(name: "lymer", path: ".."),
        // For `Empty`, which is linked as `lymer` is.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // No traits: the default one wants jemalloc, to count allocations.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        // The ledger that every figure is measured on: its transfers, victims and labels.
        .target(
            name: "GeneratedLedger",
            dependencies: [
                .product(name: "FlowTracing", package: "lymer"), .product(name: "FlowFormats", package: "lymer"),
            ]),
        // Prints measures as JSON lines in the peers' form: Peers/run puts them beside the peers' own.
        .executableTarget(
            name: "lymer-bench",
            dependencies: [
                "GeneratedLedger", .product(name: "FlowTracing", package: "lymer"),
                .product(name: "FlowFormats", package: "lymer"), .product(name: "FlowStore", package: "lymer"),
                .product(name: "FlowService", package: "lymer"), .product(name: "FlowSimulator", package: "lymer"),
                .product(name: "FlowLabels", package: "lymer"),
            ]),
        // What the start of a process costs that is linked as `lymer` is and does nothing.
        .executableTarget(
            name: "Empty",
            dependencies: [
                .product(name: "FlowTracing", package: "lymer"), .product(name: "FlowFormats", package: "lymer"),
                .product(name: "FlowStore", package: "lymer"), .product(name: "FlowService", package: "lymer"),
                .product(name: "FlowSimulator", package: "lymer"), .product(name: "FlowLabels", package: "lymer"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // `swift package benchmark`: the same work, for watching it from commit to commit.
        .executableTarget(
            name: "Engine",
            dependencies: [
                "GeneratedLedger", .product(name: "FlowTracing", package: "lymer"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Engine",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
