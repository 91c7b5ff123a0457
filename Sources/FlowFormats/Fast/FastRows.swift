import CFlowKernels
import FlowTracing

/// A batch of rows and the texts they name: what one thread decodes into, over and over.
///
/// Sendable because one thread at a time has it; `ReadAhead` hands it over under its lock.
final class FastRows: @unchecked Sendable {
    private var batch: TransferBatch
    private let texts: OpaquePointer
    /// By text number, `unknown` where not asked for yet.
    private var assets: [AssetID] = []
    private var layout: flow_layout
    private let path: flow_path
    private let hasChain: Bool

    private static let unknown = AssetID.max

    init(layout: FastLayout, path: flow_path, capacity: Int) {
        batch = TransferBatch(capacity: capacity)
        batch.hasBlocks = layout.has(.block)
        batch.hasIndexes = layout.has(.index)
        batch.hasFees = layout.has(.fee)
        self.layout = layout.layout
        self.path = path
        hasChain = layout.has(.chain)
        guard let texts = flow_texts_make() else { fatalError("out of memory") }
        self.texts = texts
    }

    deinit { flow_texts_free(texts) }

    var count: Int { batch.count }

    func removeAll() {
        batch.removeAll()
        // Room for as many texts as a batch has rows, most times over.
        if flow_texts_count(texts) > FLOW_TEXT_CAPACITY / 2 { forgetTexts() }
    }

    private func forgetTexts() {
        flow_texts_clear(texts)
        assets.removeAll(keepingCapacity: true)
    }

    /// Decodes rows that start in `position..<end` until one is not plain, there is no room, or too few bytes follow, and
    /// looks their addresses up meanwhile.
    func decode(
        _ bytes: UnsafeRawBufferPointer, from position: inout Int, before end: Int, _ addresses: AddressReader?
    ) -> flow_stop {
        let base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var at = base + position
        var stop = FLOW_FULL
        let capacity = batch.rows.capacity
        while stop == FLOW_FULL, batch.rows.count < capacity {
            batch.rows.capacity = min(batch.rows.count + Int32(AddressReader.distance), capacity)
            stop = flow_read_rows(path, &layout, &at, base + end, base + bytes.count, &batch.rows, texts)
            addresses?.follow(&batch)
        }
        batch.rows.capacity = capacity
        position = base.distance(to: at)
        return stop
    }

    /// Decodes the rows of the last kilobyte, from a copy with room behind it.
    func decodeTail(_ bytes: UnsafeRawBufferPointer, from position: inout Int) -> flow_stop {
        let length = bytes.count - position
        guard length < FLOW_ROW_SPAN else { return FLOW_ODD }
        return withUnsafeTemporaryAllocation(byteCount: 3 * Int(FLOW_ROW_SPAN), alignment: 64) { copy in
            copy.initializeMemory(as: UInt8.self, repeating: 0)
            copy.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...]))
            var end = length
            if copy[length - 1] != 0x0A {
                // The last line may lack its end.
                if layout.ends_with_cr, copy[length - 1] != 0x0D {
                    copy[end] = 0x0D
                    end += 1
                }
                copy[end] = 0x0A
                end += 1
            }
            var at = 0
            let stop = decode(UnsafeRawBufferPointer(copy), from: &at, before: end, nil)
            position = min(position + at, bytes.count)
            return stop
        }
    }

    /// Ends looking addresses up, on another thread than the builder's.
    func finish(_ addresses: AddressReader) { addresses.finish(&batch) }

    /// Appends `rows`, which stand in lines from `line` on.
    ///
    /// - Returns: how many were appended: all, or those before the first whose asset has no number.
    func append(
        _ rows: Range<Int>, line: Int, into builder: inout LedgerBuilder, _ numberAsset: FastTransfers.NumberAsset
    ) throws(FlowError) -> Int {
        let count = numberAssets(of: rows, &builder, numberAsset)
        try builder.append(batch, rows: rows.prefix(count), line: line)
        return count
    }

    /// Replaces text numbers by asset numbers, in row order.
    private func numberAssets(
        of rows: Range<Int>, _ builder: inout LedgerBuilder, _ numberAsset: FastTransfers.NumberAsset
    ) -> Int {
        while assets.count < flow_texts_count(texts) { assets.append(FastRows.unknown) }
        let rowAssets = batch.rows.assets
        let feeAssets = batch.rows.fee_assets
        for row in rows {
            guard let own = number(Int(rowAssets[row]), &builder, numberAsset) else { return row - rows.lowerBound }
            if batch.hasFees, feeAssets[row] != .max {
                guard let fee = number(Int(feeAssets[row]), &builder, numberAsset) else { return row - rows.lowerBound }
                // Stored only where it says something: as the general reader does.
                feeAssets[row] = fee == own || !batch.hasFee(row) ? .max : fee
            }
            rowAssets[row] = own
        }
        return rows.count
    }

    @inline(__always)
    private func number(
        _ text: Int, _ builder: inout LedgerBuilder, _ numberAsset: FastTransfers.NumberAsset
    ) -> AssetID? {
        if assets[text] != FastRows.unknown { return assets[text] }
        guard let id = ask(text, &builder, numberAsset) else { return nil }
        assets[text] = id
        return id
    }

    private func ask(
        _ number: Int, _ builder: inout LedgerBuilder, _ numberAsset: FastTransfers.NumberAsset
    ) -> AssetID? {
        let asset = flow_texts_at(texts, Int32(number))
        let chain = hasChain ? flow_texts_at(texts, Int32(asset.pointee.group)) : nil
        return FastRows.withBytes(asset) { asset in
            guard let chain else { return numberAsset(nil, asset, &builder) }
            return FastRows.withBytes(chain) { chain in numberAsset(chain, asset, &builder) }
        }
    }

    private static func withBytes<Result>(
        _ text: UnsafePointer<flow_text>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeBytes(of: text.pointee.bytes) { bytes in
            body(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[..<Int(text.pointee.length)]))
        }
    }
}
