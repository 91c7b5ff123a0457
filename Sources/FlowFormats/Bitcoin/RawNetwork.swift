import FlowTracing

/// What the blocks of one network go by.
struct RawNetwork: Equatable {
    let network: ScriptNetwork
    /// The four bytes in front of every block of a node's file, the first the lowest.
    let magic: UInt32
    let proofOfWork: ProofOfWork
    /// The easiest target that a block may state.
    let limit: CompactTarget
    /// From this height on every coinbase begins with its height (BIP 34).
    let statesHeightFrom: UInt64
    /// Base units that an output can hold at most.
    let mostMoney: UInt64

    enum ProofOfWork { case doubleSHA256, scrypt }

    var title: String { network.title }

    static let bitcoin = RawNetwork(
        network: .bitcoin, magic: 0xD9B4_BEF9, proofOfWork: .doubleSHA256, limit: CompactTarget(bits: 0x1D00_FFFF),
        statesHeightFrom: 227_931, mostMoney: 21_000_000 * 100_000_000)
    /// Its nodes store blocks behind Bitcoin's magic.
    static let bitcoinCash = RawNetwork(
        network: .bitcoinCash, magic: 0xD9B4_BEF9, proofOfWork: .doubleSHA256,
        limit: CompactTarget(bits: 0x1D00_FFFF), statesHeightFrom: 227_931, mostMoney: 21_000_000 * 100_000_000)
    static let bitcoinTestnet = RawNetwork(
        network: .bitcoinTestnet, magic: 0x0709_110B, proofOfWork: .doubleSHA256,
        limit: CompactTarget(bits: 0x1D00_FFFF), statesHeightFrom: 21_111, mostMoney: 21_000_000 * 100_000_000)
    static let litecoin = RawNetwork(
        network: .litecoin, magic: 0xDBB6_C0FB, proofOfWork: .scrypt, limit: CompactTarget(bits: 0x1E0F_FFFF),
        statesHeightFrom: 710_000, mostMoney: 84_000_000 * 100_000_000)
    static let dogecoin = RawNetwork(
        network: .dogecoin, magic: 0xC0C0_C0C0, proofOfWork: .scrypt, limit: CompactTarget(bits: 0x1E0F_FFFF),
        statesHeightFrom: 1_034_383, mostMoney: 10_000_000_000 * 100_000_000)

    /// **The** list; where two have one magic, the first is meant unless the user names the other.
    static let all = [bitcoin, bitcoinCash, bitcoinTestnet, litecoin, dogecoin]

    /// Networks whose blocks are recognised and not read, and why.
    static let foreign: [(magic: UInt32, reason: String)] = [
        (0xBD6B_0CBF, "holds blocks of Dash, whose hash (X11) is not supported; export its transactions as JSON"),
        (0x6427_E924, "holds blocks of Zcash, whose format is not supported; export its transactions as JSON"),
        (0x40CF_030A, "holds blocks of Bitcoin's signet, which is not supported"),
        (0x283F_161C, "holds blocks of Bitcoin's testnet4, which is not supported"),
        (0xDAB5_BFFA, "holds blocks of a Bitcoin regtest network, which is not supported"),
        (0xFEB4_BEF9, "holds blocks of Namecoin, which is not supported"),
    ]

    /// A network of its own that needs no work: its blocks can be made while one waits. Not in the list.
    static let regtest = RawNetwork(
        network: .bitcoinTestnet, magic: 0xDAB5_BFFA, proofOfWork: .doubleSHA256,
        limit: CompactTarget(bits: 0x207F_FFFF), statesHeightFrom: 1, mostMoney: 21_000_000 * 100_000_000)

    /// Why the blocks that follow are not read though the network is known; `nil` where nothing is to be said.
    func refusal(version: UInt32) -> String? {
        // Bit 8 of a Dogecoin version; Bitcoin's miners roll that bit as they like.
        network == .dogecoin && version & 0x100 != 0 ? "is merge-mined (AuxPoW), which is not supported" : nil
    }
}
