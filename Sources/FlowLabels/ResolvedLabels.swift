import FlowFormats
import FlowStore
import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the labels of a database say of every address of one ledger, in a file beside the database: a byte an address and
/// chain, mapped. Right for one state of the ledger and one of the labels; of any other it is as if there were none.
///
/// One page of header, then each from a page on: the bytes of every chain's addresses, those of the scripts.
///
/// Sendable because the file is only read, by calls that say where.
public final class ResolvedLabels: ResolvedTags, @unchecked Sendable {
    private let file: any DiskFile
    private let header: ResolvedHeader

    static func path(_ database: String) -> String { database + ".resolved" }

    private init(_ file: any DiskFile, _ header: ResolvedHeader) { (self.file, self.header) = (file, header) }

    /// `nil` where there is no file, or none for these states.
    ///
    /// - Complexity: O(1).
    init?(_ database: String, _ states: ResolvedHeader.States) {
        var header = ResolvedHeader(states)
        do throws(StoreError) {
            let file = try RealDisk().open(ResolvedLabels.path(database))
            let start = try file.contents(from: 0, count: MemoryLayout<ResolvedHeader>.size)
            header = start.withUnsafeBytes { $0.loadUnaligned(as: ResolvedHeader.self) }
            guard header.checksum == header.ownChecksum, header.isOf(states), try file.size() == header.fileBytes else {
                return nil
            }
            self.file = file
        } catch { return nil }
        self.header = header
    }

    public func fill(_ memory: UnsafeMutableRawBufferPointer, chain: Int?) -> Bool {
        let count = chain == nil ? header.states.ledger.scripts : header.states.ledger.addresses
        guard memory.count == Int(count), chain ?? 0 < Int(header.states.chains) else { return false }
        do throws(StoreError) {
            try file.map(at: header.start(chain), over: memory)
            return true
        } catch { return false }
    }

    /// The first address, as chain (`nil` for scripts) and number, of which the file says something else than `attribution`.
    ///
    /// - Complexity: O(addresses · chains).
    func firstWrong(_ attribution: Attribution, _ ledger: Ledger) throws(StoreError) -> (chain: Int?, number: Int)? {
        for chain in header.columns where header.count(chain) > 0 {
            let count = header.count(chain)
            let (kept, right) = (
                UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count),
                UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
            )
            defer {
                kept.deallocate()
                right.deallocate()
            }
            try file.readAll(into: UnsafeMutableRawBufferPointer(kept), at: header.start(chain))
            attribution.resolve(ledger, chain: chain, into: right)
            if let number = kept.indices.first(where: { kept[$0] != right[$0] }) { return (chain, number) }
        }
        return nil
    }

    /// Asks `attribution`'s source about every address of `ledger` and keeps the answers beside the database.
    ///
    /// - Complexity: O(addresses · chains); a byte of memory an address.
    static func write(
        _ database: String, _ attribution: Attribution, _ ledger: Ledger, _ states: ResolvedHeader.States
    ) throws(StoreError) {
        let disk = RealDisk()
        let temporary = "\(path(database)).\(getpid()).tmp"
        do throws(StoreError) {
            let file = try disk.create(temporary)
            var header = ResolvedHeader(states)
            for chain in header.columns where header.count(chain) > 0 {
                let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: header.count(chain))
                defer { bytes.deallocate() }
                attribution.resolve(ledger, chain: chain, into: bytes)
                try file.writeAll(UnsafeRawBufferPointer(bytes), at: header.start(chain))
            }
            header.checksum = header.ownChecksum
            var bytes = [UInt8](repeating: 0, count: TagIndexFormat.page)
            withUnsafeBytes(of: &header) { raw in bytes.replaceSubrange(0..<raw.count, with: raw) }
            try file.writeAll(bytes, at: 0)
            if try file.size() < header.fileBytes { try file.truncate(to: header.fileBytes) }
            try file.sync()
            try disk.rename(temporary, to: path(database))
        } catch {
            do throws(StoreError) { try disk.remove(temporary) } catch {}
            throw error
        }
    }
}

/// The header, in the order of its bytes.
struct ResolvedHeader: BitwiseCopyable {
    /// What the bytes depend on.
    struct States: BitwiseCopyable, Equatable {
        var ledger: LedgerState
        var labels: LabelState
        /// Roles by category, and the confidence that stops.
        var tables = TagIndexFormat.tables
        var chains: UInt64
        /// Of the chains' names, FNV-1a.
        var chainNames: UInt64
        var version = Attribution.resolutionVersion
        var padding: UInt32 = 0

        init(_ ledger: Ledger, _ state: LedgerState, _ labels: LabelState) {
            (self.ledger, self.labels) = (state, labels)
            chains = UInt64(ledger.chains.count)
            var sum: UInt64 = 0xCBF2_9CE4_8422_2325
            for chain in ledger.chains {
                for byte in chain.name.utf8 { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
                sum = (sum ^ 10) &* 0x0000_0100_0000_01B3
            }
            chainNames = sum
        }
    }

    static let magic: UInt64 = 0x0A53_4552_4D59_4C00

    var magic = ResolvedHeader.magic
    var states: States
    /// Of the header, this word being 0.
    var checksum: UInt32 = 0
    var padding: UInt32 = 0

    init(_ states: States) { self.states = states }

    func isOf(_ states: States) -> Bool { magic == ResolvedHeader.magic && self.states == states }

    /// Every chain, and the scripts as `nil`.
    var columns: [Int?] { (0..<Int(states.chains)).map { $0 } + [nil] }

    func count(_ chain: Int?) -> Int { Int(chain == nil ? states.ledger.scripts : states.ledger.addresses) }

    func start(_ chain: Int?) -> Int {
        TagIndexFormat.page + (chain ?? Int(states.chains)) * TagIndexFormat.aligned(Int(states.ledger.addresses))
    }

    var fileBytes: Int { start(nil) + Int(states.ledger.scripts) }

    var ownChecksum: UInt32 {
        var copy = self
        copy.checksum = 0
        return withUnsafeBytes(of: &copy) { Checksum.of($0) }
    }
}

extension KeptLabels {
    /// Keeps beside the database what its labels say of every address of a ledger: traces of that state of it, by these
    /// labels, read it there.
    ///
    /// - Parameter state: of the ledger on disk that `ledger` is.
    /// - Throws: `LabelDatabaseError.full`, `failed`; traces then ask the index.
    /// - Complexity: O(addresses), some 20 ns each.
    public func resolve(_ ledger: Ledger, state: LedgerState) throws(LabelDatabaseError) {
        do throws(StoreError) {
            try ResolvedLabels.write(path, Attribution([], source: source), ledger, states(ledger, state))
        } catch {
            if case .full = error { throw .full(path: path) }
            throw .failed(path: ResolvedLabels.path(path), reason: error.description)
        }
    }

    /// What `resolve` has kept; `nil` where it is of another state of the ledger or the labels, or another date is asked for
    /// than today.
    public func resolved(_ ledger: Ledger, state: LedgerState) -> (any ResolvedTags)? {
        asOf == nil ? ResolvedLabels(path, states(ledger, state)) : nil
    }

    /// Compares what `resolve` has kept with what the index says.
    ///
    /// - Returns: how many addresses, those of each chain by themselves; `nil` where nothing is kept for these states.
    /// - Throws: `damaged`.
    /// - Complexity: O(addresses · chains).
    public func verifyResolved(_ ledger: Ledger, state: LedgerState) throws(LabelDatabaseError) -> Int? {
        guard let resolved = ResolvedLabels(path, states(ledger, state)) else { return nil }
        let file = ResolvedLabels.path(path)
        let wrong: (chain: Int?, number: Int)?
        do throws(StoreError) { wrong = try resolved.firstWrong(Attribution([], source: source), ledger) } catch {
            throw .failed(path: file, reason: error.description)
        }
        if let wrong {
            let place = wrong.chain.map { "address \(wrong.number) on \(ledger.chains[$0].name)" }
            throw .damaged(
                path: file, reason: "\(place ?? "script \(wrong.number)") is not as the index says; remove it")
        }
        return ledger.addressCount * ledger.chains.count + ledger.scriptCount
    }

    private func states(_ ledger: Ledger, _ state: LedgerState) -> ResolvedHeader.States {
        ResolvedHeader.States(ledger, state, tags.index.header.state)
    }
}
