import Benchmark
import GeneratedLedger

let benchmarks: @Sendable () -> Void = {
    Benchmark("decode") { benchmark in for _ in benchmark.scaledIterations { blackHole(1) } }
}
