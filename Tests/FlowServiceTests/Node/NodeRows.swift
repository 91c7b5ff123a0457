import FlowFormats
import FlowTracing
import Foundation

@testable import FlowService

/// `../shared/data` beside the package, or under `LYMER_SHARED`; `nil` where there is none.
let sharedData: String? = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let shared = ProcessInfo.processInfo.environment["LYMER_SHARED"] ?? root.appendingPathComponent("../shared").path
    return FileManager.default.fileExists(atPath: shared + "/data") ? shared + "/data" : nil
}()

/// A row as `tx kind index block time from to asset decimals amount fee`.
func text(_ ledger: Ledger, _ row: Int) -> String {
    let asset = ledger.assets[Int(ledger.asset(row))]
    return [
        ledger.transactionText(row), "\(ledger.kind(row))", String(ledger.index(row)),
        ledger.block(row).map { String($0) } ?? "-", String(ledger.time(row)),
        ledger.text(ledger.sender(row), asset: ledger.asset(row)),
        ledger.text(ledger.recipient(row), asset: ledger.asset(row)), "\(asset.identity)", asset.symbol,
        asset.decimals.map { String($0) } ?? "-", String(ledger.amount(row)), String(ledger.fee(row)),
    ].joined(separator: " ")
}

func texts(_ ledger: Ledger) -> [String] { (0..<ledger.count).map { text(ledger, $0) } }

/// What a source has delivered, block by block, with what the chain took back taken out again.
final class Following {
    let source: EVMSource
    private(set) var rows: [(block: UInt64, text: String)] = []
    private(set) var reverts: [UInt64] = []
    private(set) var notes: [String] = []
    /// Reasons of the failures met on the way.
    private(set) var failures: [String] = []

    init(_ source: EVMSource, after former: Following? = nil) {
        self.source = source
        rows = former?.rows ?? []
    }

    var texts: [String] { rows.map(\.text) }

    /// One call of `next`, into a ledger of its own.
    @discardableResult
    func step(limit: Int = 1_000, patience: Double = 0) throws -> SourceStep {
        var builder = LedgerBuilder()
        let before = source.position.bytes
        let outcome = attempt(&builder, limit, patience)
        let appended = builder.count
        let ledger = try builder.seal()
        switch try outcome.get() {
        case .failed(let reason):
            // Nothing that failed may be half delivered.
            precondition(appended == 0 && source.position.bytes == before)
            failures.append(reason)
            return .idle
        case .went(let step):
            if case .rows(let count) = step {
                // Rows of tokens that are left out are counted, too.
                precondition(ledger.count == count || !ledger.excludedAssets.isEmpty)
                for row in 0..<ledger.count { rows.append((ledger.block(row)!, text(ledger, row))) }
                notes = ledger.files.last?.notes ?? notes
            } else {
                precondition(appended == 0)
            }
            if case .reverted(_, let after) = step {
                rows.removeAll { $0.block > after }
                reverts.append(after)
            }
            return step
        }
    }

    private enum Outcome {
        case went(SourceStep)
        case failed(String)
    }

    private func attempt(
        _ builder: inout LedgerBuilder, _ limit: Int, _ patience: Double
    ) -> Result<Outcome, SourceError> {
        do throws(SourceError) {
            return .success(.went(try source.next(into: &builder, limit: limit, patience: patience)))
        } catch {
            if case .transient(_, let reason) = error { return .success(.failed(reason)) }
            return .failure(error)
        }
    }

    /// Goes on until nothing new comes `quiet` times running.
    func follow(limit: Int = 1_000, quiet: Int = 1) throws {
        var idle = 0
        while idle < quiet {
            // The clock only goes on where somebody waits.
            switch try step(limit: limit, patience: 1) {
            case .idle: idle += 1
            case .finished: return
            default: idle = 0
            }
        }
    }
}

/// A clock that stands still but for sleeping.
final class SleepingClock: NodeClock {
    private(set) var now = 0.0
    private(set) var naps: [Double] = []
    func sleep(_ seconds: Double) {
        guard seconds > 0 else { return }
        naps.append(seconds)
        now += seconds
    }
}
