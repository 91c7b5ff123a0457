import FlowTracing

/// An invented Bitcoin economy whose every owner is known: wallets that pay with change of all kinds, peel chains,
/// coinjoins shaped as Whirlpool's and JoinMarket's, PayJoins, payrolls, and exchanges that sweep deposit addresses and
/// pay out in batches. What clusters of a UTXO chain are judged by.
///
/// Equal options write equal bytes on every machine.
public struct CoinEconomy {
    public struct Options: Sendable, Equatable {
        public var seed: UInt64
        /// Transactions of the ledger, exactly: 1,000 to 10,000,000.
        public var transactions: Int
        /// Unix seconds of the first block.
        public var start: Int64
        /// Bytes handed over at a time, about; never changes what is written.
        public var chunkBytes: Int

        public init(
            seed: UInt64 = 1, transactions: Int = 10_000, start: Int64 = 1_704_067_200, chunkBytes: Int = 1 << 20
        ) {
            (self.seed, self.transactions, self.start, self.chunkBytes) = (seed, transactions, start, chunkBytes)
        }

        func validate() throws(SimulatorError) {
            guard (1_000...10_000_000).contains(transactions) else { throw .transfersOutOfRange(transactions) }
        }
    }

    /// One that people keep accounts with.
    struct Exchange {
        var name: String
        var hot: Int
        /// The wallet of its deposit addresses.
        var deposits: Int
        /// By person, the deposit address.
        var accounts: [Int: Int] = [:]
    }

    static let firstBlock = 825_000

    let options: Options
    var chance: SplitMix
    var addresses: CoinAddresses
    var wallets: [CoinWallet] = []
    var people: [Int] = []
    var merchants: [Int] = []
    var exchanges: [Exchange] = []
    var peelers: [Int] = []
    var coordinator = 0
    var miner = 0
    var pools: [MixPool] = [MixPool(amount: 1_000_000), MixPool(amount: 5_000_000)]
    /// Seconds since the start, the block and the place in it.
    private var clock = 0
    private var block = -1
    private var place = 0
    /// Transactions written.
    public private(set) var written = 0
    var out: [UInt8] = []

    public var addressCount: Int { addresses.count }

    /// - Throws: `SimulatorError` for an option out of range.
    public init(options: Options) throws(SimulatorError) {
        try options.validate()
        self.options = options
        chance = SplitMix(seed: options.seed)
        addresses = CoinAddresses(seed: options.seed)
        found()
    }

    /// bitcoin-etl's transactions, a line each.
    public mutating func writeTransactions<Failure: Error>(
        to sink: (_ chunk: [UInt8], _ written: Int) throws(Failure) -> Void
    ) throws(Failure) {
        while written < options.transactions {
            tick()
            if written < options.transactions { act() }
            guard out.count >= options.chunkBytes || written == options.transactions else { continue }
            try sink(out, written)
            out.removeAll(keepingCapacity: true)
        }
    }

    /// Time passes; a new block begins with its coinbase.
    private mutating func tick() {
        clock += chance.within(5...90)
        guard clock / 600 != block else { return }
        block = clock / 600
        place = 0
        // The first block sets everybody up.
        let first = exchanges.flatMap { house in (0..<20).map { _ in Payment(to: receiving(house.hot), 20_000_000_000) }
        }
        record([], [Payment(to: receiving(miner), 312_500_000)] + (written == 0 ? first : []))
    }

    struct Payment {
        var address: Int
        var amount: UInt64
        init(to address: Int, _ amount: UInt64) { (self.address, self.amount) = (address, amount) }
    }

    /// Writes a transaction; its outputs are coins of those who own their addresses.
    ///
    /// - Parameter hasData: an `OP_RETURN` comes first.
    /// - Returns: the coins, in order; those that `isKept` refuses go into no wallet.
    @discardableResult
    mutating func record(
        _ inputs: [Unspent], _ outputs: [Payment], hasData: Bool = false, isKept: Bool = true
    ) -> [Unspent] {
        let paid = inputs.reduce(UInt64(0)) { $0 + $1.amount }
        let sent = outputs.reduce(UInt64(0)) { $0 + $1.amount }
        precondition(inputs.isEmpty || paid >= sent, "spends more than it has")
        let number = written
        write(
            number, inputs, outputs, hasData: hasData, block: CoinEconomy.firstBlock + block, place: place,
            time: options.start + Int64(clock / 600 * 600))
        (written, place) = (written + 1, place + 1)
        let coins = outputs.enumerated().map { at, output in
            Unspent(transaction: number, index: at + (hasData ? 1 : 0), amount: output.amount, address: output.address)
        }
        if isKept { for coin in coins { keep(coin) } }
        return coins
    }

    mutating func keep(_ coin: Unspent) { wallets[addresses.wallets[coin.address]].coins.append(coin) }

    /// Where somebody is paid next.
    mutating func receiving(_ wallet: Int) -> Int { wallets[wallet].home ?? fresh(wallet) }

    mutating func fresh(_ wallet: Int, _ kind: ScriptKind? = nil) -> Int {
        addresses.add(kind ?? wallets[wallet].kind, wallet: wallet)
    }

    /// Where change goes, after its owner's habit.
    mutating func change(of wallet: Int, spending coins: [Unspent]) -> Int {
        switch wallets[wallet].habit {
        case .fresh: return fresh(wallet)
        case .back: return coins[chance.below(coins.count)].address
        case .fixed:
            let home = wallets[wallet].changeHome ?? fresh(wallet)
            wallets[wallet].changeHome = home
            return home
        case .upgraded: return fresh(wallet, wallets[wallet].kind == .taproot ? .witnessPubkeyHash : .taproot)
        }
    }

    /// Satoshi for `inputs` and `outputs`, about.
    mutating func fee(_ wallet: Int, inputs: Int, outputs: Int) -> UInt64 {
        wallets[wallet].fixedFee ?? UInt64((11 + 68 * inputs + 31 * outputs) * chance.within(3...40))
    }
}
