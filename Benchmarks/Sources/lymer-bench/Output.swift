import Foundation

/// Prints measures as JSON lines, one a line, as they are found.
struct Output {
    let peer: String
    let transfers: Int

    /// `check` is what the answer was, so that a time can never stand for another answer.
    func emit(_ measure: String, _ value: Double, _ unit: String, check: String? = nil) {
        let number = String(format: "%.6g", value)
        let end = check.map { ",\"check\":\"\($0)\"" } ?? ""
        let line =
            "{\"peer\":\"\(peer)\",\"n\":\(transfers),\"measure\":\"\(measure)\",\"value\":\(number),\"unit\":\"\(unit)\"\(end)}\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }
}

/// Seconds between one `lap` and the next.
struct Stopwatch {
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant

    init() { last = clock.now }

    mutating func lap() -> Double {
        let now = clock.now
        let (seconds, attoseconds) = (now - last).components
        last = now
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}

/// Runs `body` and says how long it took, in seconds.
@inline(never)
func timed<Result>(_ body: () throws -> Result) rethrows -> (Double, Result) {
    var watch = Stopwatch()
    let result = try body()
    return (watch.lap(), result)
}

extension [Double] {
    /// The value below which `share` of the values lie.
    func quantile(_ share: Double) -> Double {
        precondition(!isEmpty)
        let sorted = sorted()
        return sorted[Swift.min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}

/// Seconds that all processors together have spent on this process. Unlike the time of day it leaves out what other
/// processes took, so it tells an engine from the company it ran in.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// A figure of this process in bytes: `RssAnon`, `VmHWM`.
func processMemory(_ name: String) -> Int { memoryFigure(name, in: "/proc/self/status") }

/// What the machine can still give, in bytes.
func availableMemory() -> Int { memoryFigure("MemAvailable", in: "/proc/meminfo") }

/// The line `name:  … kB` of a file of the kernel, in bytes; 0 where there is none.
private func memoryFigure(_ name: String, in file: String) -> Int {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return 0 }
    for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
        return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1024
    }
    return 0
}
