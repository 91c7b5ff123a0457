import Benchmark
import FlowTracing
import Foundation
import GeneratedLedger

// `swift package benchmark` times the parts of the engine on the generated ledger, to be compared with a baseline from
// an earlier commit. Peers/run puts the same parts beside other programs.

/// The ledger named by LYMER_LEDGER, else the one Peers/run generated.
private let path =
    ProcessInfo.processInfo.environment["LYMER_LEDGER"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(".build/peers/data/t1000000.csv").path

/// What most benchmarks ask, read once, before the first of them is timed.
private struct Subject: Sendable {
    let generated: GeneratedLedger
    let indexed: IndexedLedger
    let questions: Questions

    init() throws {
        generated = try GeneratedLedger(path)
        indexed = IndexedLedger(try generated.decode(threads: 1).seal())
        questions = Questions(indexed.ledger, generated)
    }
}

private let subject: Result<Subject, any Error> = Result { try Subject() }

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .peakMemoryResident], maxDuration: .seconds(5), maxIterations: 20)

    Benchmark("decode and intern") { benchmark in
        let generated = try GeneratedLedger(path)
        for _ in benchmark.scaledIterations { blackHole(try generated.decode(threads: 1).count) }
    }
    Benchmark("decode and intern, two threads") { benchmark in
        let generated = try GeneratedLedger(path)
        for _ in benchmark.scaledIterations { blackHole(try generated.decode(threads: 2).count) }
    }
    Benchmark("index by address and by transaction") { benchmark in
        let ledger = try subject.get().indexed.ledger
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(IndexedLedger(ledger)) }
    }
    for rule in TaintRule.allCases {
        Benchmark("trace 100 victims, services stop: \(rule.rawValue)") { benchmark in
            let subject = try subject.get()
            let tracer = try subject.indexed.tracer(rule, stops: subject.generated.labels)
            let cases = subject.questions.victims
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(tracer.trace(cases)) }
        }
        Benchmark("trace one victim, nothing stops, with every list: \(rule.rawValue)") { benchmark in
            let subject = try subject.get()
            let tracer = try subject.indexed.tracer(rule)
            let question = subject.questions.victims[0]
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(tracer.trace([question])) }
        }
        if rule.isMoney {
            Benchmark("pass over the whole ledger: \(rule.rawValue)") { benchmark in
                let subject = try subject.get()
                let tracer = try subject.indexed.passTracer(rule)
                let question = subject.questions.allVictims
                benchmark.startMeasurement()
                for _ in benchmark.scaledIterations { blackHole(tracer.totals([question])) }
            }
        }
        Benchmark("pass over the whole ledger, with every list: \(rule.rawValue)") { benchmark in
            let subject = try subject.get()
            let tracer = try subject.indexed.passTracer(rule)
            let question = subject.questions.allVictims
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(tracer.trace([question])) }
        }
    }
    for count in [1, 100] {
        Benchmark("reach of \(count) anywhere, nothing stops") { benchmark in
            let subject = try subject.get()
            let tracer = try subject.indexed.tracer(.reach)
            let cases = subject.questions.background(count)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                let reached = try tracer.reachability(cases)
                blackHole(reached.caseCount)
            }
        }
    }
    // Whole processes: what starting costs, and reading a small story from disk to printed answer.
    let lymer = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/release/lymer")
    if FileManager.default.isExecutableFile(atPath: lymer.path) {
        Benchmark("cold start: lymer --help") { benchmark in
            for _ in benchmark.scaledIterations {
                let process = Process()
                process.executableURL = lymer
                process.arguments = ["--help"]
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
            }
        }
    }
}
