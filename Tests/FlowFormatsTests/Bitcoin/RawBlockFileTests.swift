import Foundation
import SeededRandom
import Testing

@testable import FlowFormats
@testable import FlowTracing

/// Sequences of made blocks, as nodes write them and as they break.
struct RawBlockFileTests {
    /// `height id`, one a transaction.
    private func list(_ ledger: Ledger) -> [String] {
        guard let chain = ledger.outputChains.first else { return [] }
        return (0..<chain.transactionCount).map {
            "\(chain.block($0).map { "\($0)" } ?? "-") \(Hex.text(chain.id($0).bytes))"
        }
    }

    private func list(_ blocks: [MadeBlock], from height: Int = 0) -> [String] {
        blocks.enumerated().flatMap { offset, block in
            block.transactions.map { "\(height + offset) \(Hex.text($0.id.reversed()))" }
        }
    }

    @Test func outOfOrderOverTwoFiles() throws {
        let folder = try InputFolder()
        let blocks = Made.chain(12)
        let bytes = blocks.map(\.bytes)
        try folder.write("a", Made.sequence([bytes[3], bytes[0], bytes[11], bytes[1], bytes[4]], padding: 777))
        try folder.write("b", Made.sequence([bytes[2], bytes[5], bytes[7], bytes[6], bytes[10], bytes[9], bytes[8]]))
        for names in [["a", "b"], ["b", "a"]] {
            let ledger = try folder.readMade(names[0], names[1])
            #expect(list(ledger) == list(blocks))
            let chain = try #require(ledger.outputChains.first)
            // Every input finds what it spends.
            #expect(chain.priorCount == 0 && chain.inputCount == 11)
            #expect(ledger.files.map(\.notes) == [[], []])
        }
    }

    @Test func addressesAndAmounts() throws {
        let folder = try InputFolder()
        try folder.write("a", Made.sequence(Made.chain(2).map(\.bytes)))
        let ledger = try folder.readMade("a")
        let chain = try #require(ledger.outputChains.first)
        #expect(
            (0..<chain.outputCount).map { chain.amount($0) } == [
                5_000_000_000, 5_000_000_000, 3_000_000_000, 1_999_999_000,
            ])
        #expect(chain.fee(2) == 1_000 && chain.spender(0) == 2)
        let owners = (0..<chain.outputCount).map { ledger.address(ledger.recipient(ledger.firstRow(of: chain) + $0)) }
        func address(_ byte: UInt8) -> Address {
            let script = Made.payTo(byte)
            return .script(script.withUnsafeBufferPointer { ScriptAddress(script: $0, network: .bitcoinTestnet) })
        }
        #expect(owners == [address(0), address(1), address(101), address(1)])
    }

    @Test func genesisOfBitcoin() throws {
        let text =
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
            + "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c01010000000100000000000000000000000000"
            + "00000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f3230"
            + "3039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ff"
            + "ffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f"
            + "4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
        let folder = try InputFolder()
        let path = try folder.write("genesis", try #require(Hex.bytes(Array(text.utf8))))
        let ledger = try LedgerReader.read(paths: [path]).ledger
        let chain = try #require(ledger.outputChains.first)
        #expect(list(ledger) == ["0 4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"])
        #expect(chain.amount(0) == 5_000_000_000 && chain.time(0) == 1_231_006_505 && chain.network == .bitcoin)
        let row = ledger.firstRow(of: chain)
        #expect(
            ledger.text(ledger.recipient(row), asset: chain.asset) == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
        // The same magic and the same block: only the user can know.
        var options = InputOptions()
        options.chain = "bitcoin-cash"
        #expect(
            try LedgerReader.read(paths: [path], options: options).ledger.outputChains.first?.network == .bitcoinCash)
    }

    @Test func theBranchOfMostWorkCounts() throws {
        let folder = try InputFolder()
        let trunk = Made.chain(5)
        let branch = Made.chain(3, after: trunk[4].id, from: 5)
        let stale = Made.chain(2, after: trunk[4].id, from: 5, extra: 9)
        try folder.write("a", Made.sequence((trunk + stale + branch + [trunk[2]]).map(\.bytes)))
        let ledger = try folder.readMade("a")
        #expect(list(ledger) == list(trunk + branch))
        #expect(
            ledger.files[0].notes == [
                "2 blocks not on the branch of most work, left out", "1 block stored before, read once",
            ])
        // A fork at the edge of what is given: the parent of both branches is missing.
        try folder.write("b", Made.sequence((stale + branch).map(\.bytes)))
        #expect(list(try folder.readMade("b")) == list(branch, from: 5))
        // And one whose own beginning is missing.
        try folder.write("c", Made.sequence(([stale[1]] + trunk + branch).map(\.bytes)))
        let other = try folder.readMade("c")
        #expect(list(other) == list(trunk + branch))
        #expect(other.files[0].notes == ["1 block not on the branch of most work, left out"])
    }

    @Test func missingBlocksAreSaid() throws {
        let folder = try InputFolder()
        let blocks = Made.chain(9)
        try folder.write("a", Made.sequence((blocks[6...] + blocks[..<2]).map(\.bytes)))
        let ledger = try folder.readMade("a")
        #expect(list(ledger) == list(Array(blocks[..<2])) + list(Array(blocks[6...]), from: 6))
        #expect(
            ledger.files[0].notes == [
                "blocks between those given are missing: 2 stretches that do not follow each other"
            ])
    }

    @Test func untilEndsTheChain() throws {
        let folder = try InputFolder()
        let blocks = Made.chain(6)
        try folder.write("a", Made.sequence(blocks.map(\.bytes)))
        var options = InputOptions()
        options.until = 1_600_000_000 + 3 * 600
        #expect(list(try folder.readMade("a", options: options)) == list(Array(blocks[..<4])))
    }

    @Test func aBlockUnderWay() throws {
        let folder = try InputFolder()
        let blocks = Made.chain(4)
        let whole = Made.sequence(blocks.map(\.bytes))
        let last = blocks[3].bytes.count
        try folder.write("a", Array(whole.dropLast(10)))
        #expect(
            folder.madeError("a")
                == "a: byte \(whole.count - last - 4) (block 4): field 'block length' value '\(last)': the file ends after \(last - 10) bytes of it; where a node is writing it still, skipping errors leaves it out"
        )
        let ledger = try folder.readMade("a", rejects: "rejects")
        #expect(list(ledger) == list(Array(blocks[..<3])))
        #expect(try folder.text("rejects").contains("byte \(whole.count - last - 4), block 4: block length"))
        // A node reserves room first: the end of its last block may be zeros still.
        try folder.write("b", Array(whole.dropLast(10)) + [UInt8](repeating: 0, count: 500))
        #expect(folder.madeError("b").contains(" (block 4, transaction 1): field 'flag' value '1': promises witnesses"))
        #expect(list(try folder.readMade("b", rejects: "rejects")) == list(Array(blocks[..<3])))
        // Cut off inside the frame.
        try folder.write("c", whole + [0xFA, 0xBF, 0xB5])
        #expect(folder.madeError("c") == "c: byte \(whole.count) (block 5): field 'magic': the data end inside it")
    }

    @Test func badBlocksAreLeftOutWhole() throws {
        let folder = try InputFolder()
        let blocks = Made.chain(6)
        var bytes = blocks.map(\.bytes)
        // An amount in the last output of block 2; the frame of block 4.
        bytes[2][bytes[2].count - 4 - 25 - 1 - 8] ^= 1
        var all = Made.sequence(bytes)
        let frame = Made.sequence(Array(bytes[..<4])).count
        all[frame + 1] ^= 0x10
        try folder.write("a", all)
        let ledger = try folder.readMade("a", rejects: "rejects")
        #expect(list(ledger) == [0, 1, 3, 5].flatMap { list([blocks[$0]], from: $0) })
        let rows = try folder.text("rejects").split(separator: "\n")
        #expect(rows.count == 3 && rows[1].contains("block 5: magic\",0xfaafb5da"))
        #expect(rows[2].contains("block 3: merkle root"))
    }

    @Test(arguments: [
        ([0xBF, 0x0C, 0x6B, 0xBD], "holds blocks of Dash"), ([0x24, 0xE9, 0x27, 0x64], "holds blocks of Zcash"),
        ([0x0A, 0x03, 0xCF, 0x40], "holds blocks of Bitcoin's signet"),
    ])
    func foreignNetworks(_ magic: [UInt8], _ reason: String) throws {
        let folder = try InputFolder()
        try folder.write("a", Made.sequence([Made.chain(1)[0].bytes], magic: magic))
        #expect(folder.error("a").hasPrefix("a: \(reason)"))
    }

    /// Each wrong in one way, its Merkle root right: what hashes do not tell.
    @Test func blocksAgainstTheRules() throws {
        let folder = try InputFolder()
        let coinbase = MadeTransaction.coinbase(height: 1, amount: 5, to: Made.payTo(1))
        func spend(_ index: UInt32, amount: UInt64 = 1) -> MadeTransaction {
            MadeTransaction(inputs: [([UInt8](repeating: 9, count: 32), index)], outputs: [(amount, Made.payTo(2))])
        }
        func error(_ block: MadeBlock) throws -> String {
            try folder.write("a", Made.sequence([block.bytes]))
            return folder.madeError("a").replacingOccurrences(of: "a: byte ", with: "")
        }
        func block(_ transactions: [MadeTransaction]) -> MadeBlock { MadeBlock(after: MadeBlock.none, transactions) }
        #expect(try error(block([spend(0)])).contains("field 'coinbase' value 'none'"))
        #expect(try error(block([coinbase, coinbase])).contains("transaction 1): field 'coinbase' value 'another'"))
        #expect(
            try error(block([coinbase, spend(0, amount: 2_100_000_000_000_001)])).contains(
                "transaction 1, output 0): field 'amount' value '2100000000000001': is more than there can be"))
        var empty = spend(0)
        empty.outputs = []
        #expect(try error(block([coinbase, empty])).contains("'output count' value '0'"))
        var null = spend(0)
        null.inputs.append((MadeBlock.none, .max))
        #expect(try error(block([coinbase, null])).contains("input 1): field 'outpoint' value 'null'"))
        // Two equal transactions at the end leave the Merkle root of one (CVE-2012-2459).
        let list = [coinbase, spend(0), spend(1)]
        let root = Made.merkleRoot(list.map(\.id))
        let twice = list + [spend(1)]
        let malleated = MadeBlock(
            after: MadeBlock.none, root: root, time: 1_600_000_000, version: 4,
            body: Made.count(4) + twice.flatMap(\.bytes), twice)
        #expect(try error(malleated).hasSuffix("two equal branches: transactions are repeated"))
        // More than what it says.
        var longer = block([coinbase])
        longer.bytes.append(0)
        #expect(try error(longer).hasSuffix("field 'transaction count' value '1': 1 bytes follow the last transaction"))
    }

    @Test func witnessesAreCommittedTo() throws {
        let folder = try InputFolder()
        let coinbase = MadeTransaction.coinbase(height: 1, amount: 5, to: Made.payTo(1))
        var spend = MadeTransaction(
            inputs: [(MadeBlock.none, 3)], outputs: [(1, Made.payTo(2))], witnesses: [[1, 2, 3]])
        let good = MadeBlock(after: MadeBlock.none, [coinbase, spend])
        try folder.write("a", Made.sequence([good.bytes]))
        #expect(try folder.readMade("a").transactionCount == 2)
        var bytes = good.bytes
        // The last item's last byte, in front of the lock time.
        bytes[bytes.count - 5] ^= 1
        try folder.write("a", Made.sequence([bytes]))
        #expect(folder.madeError("a").contains("transaction 0): field 'witness commitment' value"))
        spend.witnesses = [[]]
        // Nobody commits to anything.
        let body = Made.count(2) + coinbase.bytes + spend.bytes
        let bare = MadeBlock(
            after: MadeBlock.none, root: Made.merkleRoot([coinbase.id, spend.id]), time: 1_600_000_000, version: 4,
            body: body, [])
        try folder.write("a", Made.sequence([bare.bytes]))
        #expect(
            folder.madeError("a").hasSuffix("field 'flag' value '1': has witnesses, but the coinbase commits to none"))
    }

    /// Random damage to made files: an answer or an error of one line, and never a crash.
    @Test(arguments: 0..<200)
    func damage(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var bytes = Made.sequence(Made.chain(5).map(\.bytes), padding: 20)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(0xFF, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...90, using: &random)))
            default: bytes += bytes[place...]
            }
            if bytes.isEmpty { bytes = [0] }
        }
        let folder = try InputFolder()
        try folder.write("a", bytes)
        for rejects in [nil, "rejects"] {
            do { #expect(try folder.readMade("a", rejects: rejects).transactionCount <= 20, "seed \(seed)") } catch {
                #expect(!"\(error)".contains("\n") && "\(error)".utf8.count < 1500, "seed \(seed)")
            }
        }
    }
}
