/// A case under watch: what it is asked, and all that has happened to it.
struct WatchedCase {
    /// One asset's sums, as its events add up. Whatever reaches 2¹²⁸ wraps; the answer then says so.
    struct Sum: Equatable {
        var asset: AssetID
        var injected: Amount = 0
        /// Left to follow: held by keys under watch.
        var left: Amount = 0

        func after(_ event: TraceEvent) -> Sum {
            var sum = self
            if event.booking == .recaptured {
                sum.injected &-= event.amount
                sum.left &-= event.amount
                return sum
            }
            if event.isSeed { sum.injected &+= event.amount } else { sum.left &-= event.amount }
            if event.booking == .rests { sum.left &+= event.amount }
            return sum
        }
    }

    let question: Case
    var seeds: [WatchedSeed]
    /// The case's own stops, as far as the ledger knows them.
    var stops: [AddressID: UInt64] = [:]
    /// In ledger order.
    var events: [TraceEvent] = []
    var sums: [Sum] = []
    var keys: [UInt32] = []
    /// Why it cannot be answered for good.
    var failure: FlowError?

    mutating func place(of asset: AssetID) -> Int {
        if let place = sums.firstIndex(where: { $0.asset == asset }) { return place }
        sums.append(Sum(asset: asset))
        return sums.count - 1
    }
}

/// A seed of a case under watch.
struct WatchedSeed {
    /// Which rows it has found.
    struct Found: Equatable {
        static let none = UInt32.max
        /// The first it names, and the first that it injects (of those that must be only one).
        var named = Found.none
        var injected = Found.none
        /// Another where only one may be: the seed is ambiguous.
        var second = Found.none
    }

    let seed: Seed
    var found = Found()
    /// The assets it allows, as of so many assets.
    private var assets: [AssetID] = []
    private var assetCount = -1

    init(_ seed: Seed) { self.seed = seed }

    /// True where `row` is one that the seed names and that is injected.
    ///
    /// - Complexity: O(1), and O(assets) whenever a new one has come.
    mutating func injects(_ row: Int, _ ledger: Ledger) -> Bool {
        guard allows(row, ledger) else { return false }
        switch seed.form {
        case .held: return false
        case .out(_, let from, let to), .into(_, let from, let to):
            if from != nil || to != nil {
                let time = ledger.time(row)
                if time < from ?? .min || time > to ?? .max { return false }
            }
            found.named = min(found.named, UInt32(row))
            return ledger.movesValue(row)
        case .transaction(_, .all):
            found.named = min(found.named, UInt32(row))
            return ledger.movesValue(row)
        case .transaction(_, .only): return ledger.amount(row) != 0 && takeOnly(row, ledger)
        case .transaction(_, .at(let index)):
            guard ledger.index(row) == index else { return false }
            if ledger.movesValue(row) { return takeOnly(row, ledger) }
            found.named = min(found.named, UInt32(row))
            return false
        }
    }

    /// The first counts; a second makes the seed ambiguous.
    private mutating func takeOnly(_ row: Int, _ ledger: Ledger) -> Bool {
        found.named = min(found.named, UInt32(row))
        if found.injected != Found.none {
            found.second = min(found.second, UInt32(row))
            return false
        }
        found.injected = UInt32(row)
        return ledger.movesValue(row)
    }

    private mutating func allows(_ row: Int, _ ledger: Ledger) -> Bool {
        if let chain = seed.chain, ledger.chains[Int(ledger.chain(row))].name != chain { return false }
        guard let asset = seed.asset else { return true }
        if assetCount != ledger.assets.count {
            (assets, assetCount) = (ledger.assets(called: asset, chain: seed.chain), ledger.assets.count)
        }
        return assets.contains(ledger.asset(row))
    }

    /// Hashes of the transaction it names, as each form of chain may write it.
    var transactions: Set<TransactionHash> {
        guard case .transaction(let hash, _) = seed.form else { return [] }
        return Set(AddressForm.allCases.compactMap { TransactionHash(hash, form: $0) })
    }

    /// Addresses it names, as each form of chain may read it.
    var addresses: Set<Address> {
        switch seed.form {
        case .transaction, .held: return []
        case .out(let text, _, _), .into(let text, _, _):
            let forms = seed.chain.map { [Chain(name: $0).form] } ?? AddressForm.allCases
            return Set(forms.compactMap { Address(text, form: $0) })
        }
    }

    func isAbout(sender: Bool) -> Bool {
        if case .out = seed.form { return sender }
        return !sender
    }
}

/// A seed of a case, by numbers.
struct SeedReference: Hashable {
    var caseNumber: UInt32
    var seed: UInt32
}
