/// What it takes to take blocks back: how balances moved, and what keys and cases were before each block touched them.
/// Blocks deep enough are let go, from the front.
struct UndoJournal: ~Copyable {
    /// `amount` went from one key to another; `nobody` stands for where missed and minted value comes from and where
    /// fees and burned value go.
    struct Move: BitwiseCopyable {
        static let nobody = AddressID.max
        var sender: AddressID
        var recipient: AddressID
        var asset: AssetID
        var amount: Amount
    }

    /// What a key was before a block first touched it.
    struct SavedKey {
        var key: UInt32
        var fact: WatchedKey
        var contents: Range<Int>
    }

    /// What a case was before a block first touched it.
    struct SavedCase {
        var number: UInt32
        var events: Int
        var sums: [WatchedCase.Sum]
        var seeds: [WatchedSeed.Found]
        var savedIn: UInt32
    }

    /// What few blocks touch; made when first needed.
    final class Touched {
        var keys: [SavedKey] = []
        /// What the saved keys held, one after the other.
        var contents: [Parcel.Stretch] = []
        var cases: [SavedCase] = []
        /// Addresses that sent to an endpoint for the first time.
        var cashedOut: [AddressID] = []

        var byteCount: Int {
            MemoryLayout<SavedKey>.stride * keys.count + MemoryLayout<Parcel.Stretch>.stride * contents.count
                + 160 * cases.count + 4 * cashedOut.count
        }
    }

    struct Block {
        var firstRow: Int
        var chain: ChainID
        var number: UInt64
        var time: Int64
        /// The chain's block before has another number.
        var isOpening: Bool
        /// Number of the first move, counted from the first ever.
        var firstMove: Int
        /// Head of the chain before.
        var headBefore: UInt64?
        var serial: UInt32
        var touched: Touched?
    }

    private var moves = Column<Move>()
    /// Number of the first move kept.
    private var droppedMoves = 0
    private(set) var blocks: [Block] = []
    private var firstBlock = 0
    private var lastSerial: UInt32 = 0
    /// By chain: opening blocks kept.
    private var kept: [Int] = []

    /// The block under way.
    var serial: UInt32 { blocks[blocks.count - 1].serial }
    var blockCount: Int { blocks.count - firstBlock }
    var oldest: Block? { firstBlock < blocks.count ? blocks[firstBlock] : nil }
    var newest: Block? { firstBlock < blocks.count ? blocks[blocks.count - 1] : nil }
    var byteCount: Int {
        moves.byteCount + MemoryLayout<Block>.stride * blocks.count
            + blocks[firstBlock...].reduce(0) { $0 + ($1.touched?.byteCount ?? 0) }
    }

    mutating func begin(firstRow: Int, _ run: Run, headBefore: UInt64?) {
        while kept.count <= Int(run.chain) { kept.append(0) }
        let before = blocks[firstBlock...].last { $0.chain == run.chain }
        let isOpening = before.map { $0.number != run.block || run.block == Run.noBlock } ?? true
        if isOpening { kept[Int(run.chain)] += 1 }
        lastSerial += 1
        blocks.append(
            Block(
                firstRow: firstRow, chain: run.chain, number: run.block, time: run.time, isOpening: isOpening,
                firstMove: droppedMoves + moves.count, headBefore: headBefore, serial: lastSerial, touched: nil))
    }

    @inline(__always)
    mutating func move(_ amount: Amount, _ asset: AssetID, from sender: AddressID, to recipient: AddressID) {
        moves.append(Move(sender: sender, recipient: recipient, asset: asset, amount: amount))
    }

    /// What the block under way has touched.
    mutating func touched() -> Touched {
        let last = blocks.count - 1
        if let known = blocks[last].touched { return known }
        let fresh = Touched()
        blocks[last].touched = fresh
        return fresh
    }

    /// Takes the newest block off, and its moves back: in any order, for they only add up.
    mutating func removeLast(on balances: borrowing BalanceSheet) -> Block {
        let block = blocks.removeLast()
        if block.isOpening { kept[Int(block.chain)] -= 1 }
        let first = block.firstMove - droppedMoves
        for place in first..<moves.count {
            let move = moves[place]
            if balances.isExcluded(move.asset) { continue }
            if move.recipient != Move.nobody { balances.cell(move.asset, move.recipient).pointee &-= move.amount }
            if move.sender != Move.nobody { balances.cell(move.asset, move.sender).pointee &+= move.amount }
        }
        moves.truncate(to: first)
        return block
    }

    /// Lets go of blocks that have enough blocks of their chain behind them, or that a silent chain left behind.
    ///
    /// - Complexity: amortised O(1) a block and move.
    mutating func settle(depth: (ChainID) -> Int, notBefore time: Int64) {
        while let front = oldest, blocks.count - firstBlock > 1 {
            let deep = kept[Int(front.chain)] - (front.isOpening ? 1 : 0) >= depth(front.chain)
            guard deep || front.time < time else { break }
            if front.isOpening { kept[Int(front.chain)] -= 1 }
            blocks[firstBlock].touched = nil
            firstBlock += 1
        }
        guard firstBlock > 0, let front = oldest else { return }
        // Memory is moved when half of it is waste.
        if firstBlock > blocks.count / 2 {
            blocks.removeFirst(firstBlock)
            firstBlock = 0
        }
        let waste = front.firstMove - droppedMoves
        if waste > moves.count / 2 {
            moves.base.update(from: moves.base + waste, count: moves.count - waste)
            moves.truncate(to: moves.count - waste)
            droppedMoves += waste
        }
    }

    /// Forgets everything: what follows is not to be taken back.
    mutating func removeAll() {
        blocks.removeAll()
        firstBlock = 0
        droppedMoves = 0
        moves.truncate(to: 0)
        kept = kept.map { _ in 0 }
    }
}
