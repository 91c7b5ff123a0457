import FlowFormats
import FlowService
import FlowTracing
import Foundation

/// A simulated economy as a chain that grows before our eyes: blocks come when they are due, and now and then the chain
/// takes some back that it had, with a tenth of their transactions missing, and sends the right ones.
///
/// What stands in the end is the economy as it was written, so its truth is the truth.
final class EconomySource: Source {
    let name = "economy"
    private(set) var position = SourcePosition(bytes: [], description: "")

    struct Delivery {
        /// Rows' places in the file.
        var blocks: Range<Int>
        /// In 10,000 of its transactions are missing.
        var missing = 0
        /// The chain first takes back all blocks behind the one before `blocks`.
        var isReorg = false
        /// Nanoseconds after the start at which it is due.
        var due: UInt64 = 0
    }

    struct Block {
        var number: UInt64
        var bytes: Range<Int>
        var rows: Int
    }

    let chain: String
    let blocks: [Block]
    let deliveries: [Delivery]
    let reorgs: Int
    /// By block: when it was due, each time it was sent.
    private(set) var dues: [[UInt64]]
    /// The first eight bytes of a transaction's hash to its block.
    private(set) var blockOf: [String: Int] = [:]
    private let data: Data
    private let feed: MemoryFeed
    private let stream: RowStream
    private var place = 0
    private var hasReverted = false
    private var begin: UInt64?
    private var seed: UInt64

    /// - Parameters:
    ///   - every: blocks between two reorgs, about; 0: none.
    ///   - rate: records a second.
    init(_ path: String, every: Int, deepest: Int, rate: Int, seed: UInt64) throws {
        data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        self.seed = seed
        var (blocks, blockOf): ([Block], [String: Int]) = ([], [:])
        var chain = ""
        var header = 0
        data.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
                defer { start = end }
                if start == 0 {
                    header = end
                    continue
                }
                let cells = bytes[start..<end].split(separator: 0x2C, maxSplits: 4, omittingEmptySubsequences: false)
                let number = UInt64(String(decoding: cells[3], as: UTF8.self)) ?? 0
                if blocks.last?.number == number {
                    blocks[blocks.count - 1].bytes = blocks[blocks.count - 1].bytes.lowerBound..<end
                    blocks[blocks.count - 1].rows += 1
                } else {
                    blocks.append(Block(number: number, bytes: start..<end, rows: 1))
                }
                blockOf[String(decoding: cells[1], as: UTF8.self)] = blocks.count - 1
                chain = String(decoding: cells[0], as: UTF8.self)
            }
        }
        (self.blocks, self.blockOf, self.chain) = (blocks, blockOf, chain)
        dues = [[UInt64]](repeating: [], count: blocks.count)
        var (deliveries, sent, next, reorgs): ([Delivery], Int, Int, Int) = ([], 0, 0, 0)
        var random = seed
        func below(_ limit: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % max(1, limit)
        }
        func due() -> UInt64 { UInt64(sent) * 1_000_000_000 / UInt64(rate) }
        var nextReorg = every > 0 ? every / 2 + below(every) : Int.max
        while next < blocks.count {
            let depth = 1 + below(deepest)
            let isReorg = next >= nextReorg && next + depth < blocks.count && next > 0
            let end = isReorg ? next + depth : next + 1
            for block in next..<end {
                sent += blocks[block].rows
                deliveries.append(Delivery(blocks: block..<block + 1, missing: isReorg ? 1_000 : 0, due: due()))
            }
            if isReorg {
                deliveries.append(Delivery(blocks: next..<end, isReorg: true, due: due()))
                reorgs += 1
                nextReorg = end + every / 2 + below(every)
            }
            next = end
        }
        (self.deliveries, self.reorgs) = (deliveries, reorgs)
        feed = MemoryFeed(data)
        stream = RowStream(feed, options: InputOptions())
        feed.add(0..<header)
    }

    /// When the first record was due.
    func start() { begin = nanoseconds() + 100_000_000 }

    func next(into intake: inout LedgerBuilder, limit: Int, patience: Double) throws(SourceError) -> SourceStep {
        guard let begin else { return .finished }
        guard place < deliveries.count else { return .finished }
        let now = nanoseconds()
        guard now >= begin + deliveries[place].due else {
            if patience > 0 {
                let wait = min(begin + deliveries[place].due - now, UInt64(patience * 1e9))
                var pause = timespec(tv_sec: 0, tv_nsec: Int(min(wait, 900_000_000)))
                nanosleep(&pause, nil)
            }
            return .idle
        }
        if deliveries[place].isReorg, !hasReverted {
            hasReverted = true
            return .reverted(chain: chain, after: blocks[deliveries[place].blocks.lowerBound - 1].number)
        }
        var rows = 0
        while place < deliveries.count, rows < limit, now >= begin + deliveries[place].due {
            let delivery = deliveries[place]
            if delivery.isReorg, !hasReverted { break }
            for block in delivery.blocks {
                dues[block].append(begin + delivery.due)
                send(block, missing: delivery.missing)
                rows += blocks[block].rows
            }
            hasReverted = false
            place += 1
        }
        var taken = 0
        do throws(InputError) {
            while case .rows(let count) = try stream.read(into: &intake, limit: limit) {
                taken += count
                if taken >= rows { break }
            }
        } catch {
            throw .permanent(source: name, reason: error.description)
        }
        return .rows(taken)
    }

    private func send(_ block: Int, missing: Int) {
        guard missing > 0 else { return feed.add(blocks[block].bytes) }
        // Whole transactions go missing: what a line is of its second cell says.
        data.withUnsafeBytes { bytes in
            var start = blocks[block].bytes.lowerBound
            while start < blocks[block].bytes.upperBound {
                let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
                let cells = bytes[start..<end].split(separator: 0x2C, maxSplits: 2, omittingEmptySubsequences: false)
                var word = seed ^ UInt64(place)
                for byte in cells[1] { word = (word ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
                if Int(word >> 20 % 10_000) >= missing { feed.add(start..<end) }
                start = end
            }
        }
    }
}

/// Bytes of a file in memory, in the order in which they are added.
private final class MemoryFeed: ByteFeed {
    let name = "economy"
    private let data: Data
    private var pieces: [Range<Int>] = []
    private var first = 0

    init(_ data: Data) { self.data = data }

    func add(_ range: Range<Int>) { pieces.append(range) }

    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int? {
        var done = 0
        while first < pieces.count, done < output.count {
            let count = min(pieces[first].count, output.count - done)
            let start = pieces[first].lowerBound
            data.withUnsafeBytes { bytes in
                output[done..<done + count].copyBytes(from: bytes[start..<start + count])
            }
            done += count
            pieces[first] = start + count..<pieces[first].upperBound
            if pieces[first].isEmpty { first += 1 }
        }
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        }
        return done
    }
}
