import Foundation
import Testing

@testable import FlowFormats
@testable import FlowTracing

/// Two blocks of the main chain, and what others found in them.
enum RealBlock: String, CaseIterable, Sendable {
    case block437303 = "electrs_block_000000000000000002d249a3d89f63ef3fee203adcca7c24008c13fd854513f2.raw"
    case block702861 = "mainnet_block_000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae.raw"

    /// `nil` where the data are not there.
    static let folder = SharedData.path.map { $0 + "/bitcoin/raw-blocks/" }

    var path: String { (RealBlock.folder ?? "") + rawValue }
    /// The hash in the file's name.
    var id: String { String(rawValue.dropLast(4).suffix(64)) }
    var bytes: [UInt8] { get throws { Array(try Data(contentsOf: URL(fileURLWithPath: path))) } }

    /// Inputs without the coinbase's, satoshi in outputs, Unix seconds.
    var figures: (transactions: Int, inputs: Int, outputs: Int, sum: Amount, height: UInt64, time: Int64) {
        switch self {
        case .block437303: (1_652, 4_897, 5_640, 5_132_532_600_038, 437_303, 1_478_254_879)
        case .block702861: (2_500, 6_517, 6_015, 2_883_682_728_990, 702_861, 1_633_002_641)
        }
    }
}

@Suite("Real blocks decode to the satoshi", .enabled(if: RealBlock.folder != nil, "needs ../shared/data"))
struct RawBlockTests {
    @Test(arguments: RealBlock.allCases)
    func figures(_ block: RealBlock) throws {
        let ledger = try LedgerReader.read(paths: [block.path]).ledger
        let chain = try #require(ledger.outputChains.first)
        let figures = block.figures
        #expect(chain.network == .bitcoin && chain.transactionCount == figures.transactions)
        #expect(chain.outputCount == figures.outputs && chain.inputCount == figures.inputs)
        #expect((0..<chain.outputCount).reduce(0) { $0 + Amount(chain.amount($1)) } == figures.sum)
        #expect(chain.block(0) == figures.height && chain.time(0) == figures.time)
        #expect(chain.isCoinbase(0) && !(1..<chain.transactionCount).contains { chain.isCoinbase($0) })
        #expect(ledger.files.map(\.format) == ["raw-blocks"] && ledger.files[0].notes.isEmpty)
        let asset = ledger.assets[Int(chain.asset)]
        #expect(asset.symbol == "BTC" && asset.decimals == 8)
    }

    /// With a SHA-256 of another hand than the decoder's.
    @Test(arguments: RealBlock.allCases)
    func headerHashAndMerkleRoot(_ block: RealBlock) throws {
        let bytes = try block.bytes
        #expect(Hex.text(Made.doubleHash(Array(bytes[..<80])).reversed()) == block.id)
        let chain = try #require(try LedgerReader.read(paths: [block.path]).ledger.outputChains.first)
        let leaves = (0..<chain.transactionCount).map { Array(chain.id($0).bytes.reversed()) }
        #expect(Made.merkleRoot(leaves) == Array(bytes[36..<68]))
    }

    @Test func bothInOneRun() throws {
        let paths = [RealBlock.block702861.path, RealBlock.block437303.path]
        let ledger = try LedgerReader.read(paths: paths).ledger
        let chain = try #require(ledger.outputChains.first)
        #expect(chain.transactionCount == 4_152 && chain.outputCount == 11_655)
        #expect(chain.block(0) == 437_303 && chain.block(4_151) == 702_861)
        #expect(
            ledger.files.map(\.notes) == [
                [], ["blocks between those given are missing: 2 stretches that do not follow each other"],
            ])
    }

    /// As a node stores them: newest first, over two files, obfuscated, with room for more behind.
    @Test(arguments: [false, true])
    func inANodesFiles(isObfuscated: Bool) throws {
        let folder = try InputFolder()
        let (old, new) = (try RealBlock.block437303.bytes, try RealBlock.block702861.bytes)
        let magic: [UInt8] = [0xF9, 0xBE, 0xB4, 0xD9]
        let key: [UInt8] = isObfuscated ? [0xF9, 0xBE, 3, 0, 0xFF, 0x80, 1, 9] : [UInt8](repeating: 0, count: 8)
        if isObfuscated { try folder.write("xor.dat", key) }
        try folder.write(
            "blk00000.dat", Made.obfuscated(Made.sequence([new, old], magic: magic), key: key, padding: 4001))
        try folder.write("blk00001.dat", Made.obfuscated(Made.sequence([old], magic: magic), key: key, padding: 1))
        let ledger = try LedgerReader.read(paths: [folder.path]).ledger
        let plain = try LedgerReader.read(paths: RealBlock.allCases.map(\.path)).ledger
        let (chain, other) = (try #require(ledger.outputChains.first), try #require(plain.outputChains.first))
        #expect(chain.transactionCount == other.transactionCount)
        for n in 0..<other.transactionCount { #expect(chain.id(n) == other.id(n) && chain.block(n) == other.block(n)) }
        #expect(ledger.files.map { $0.name.suffix(12) } == ["blk00000.dat", "blk00001.dat"])
        #expect(ledger.files[1].notes == ["1 block stored before, read once"])
    }

    @Test func compressed() throws {
        let folder = try InputFolder()
        try folder.write("block", try RealBlock.block437303.bytes)
        try folder.compress("block", with: "gzip")
        let ledger = try LedgerReader.read(paths: [folder.path + "/block.gz"]).ledger
        #expect(ledger.outputChains.first?.transactionCount == 1_652)
    }
}
