import FlowTracing

/// An output that can be spent.
struct Unspent: Equatable {
    /// Number of the transaction that made it, and the place among its outputs.
    var transaction: Int
    var index: Int
    /// Satoshi.
    var amount: UInt64
    var address: Int
}

/// Where a wallet sends its change.
enum ChangeHabit {
    /// To an address of its own that was never used.
    case fresh
    /// Back to an address that pays.
    case back
    /// Always to one address.
    case fixed
    /// To a fresh address of another kind than those that pay: the wallet was upgraded.
    case upgraded
}

/// The coins of one owner, or one part of them.
struct CoinWallet {
    var owner: String
    var role: CoinAddresses.Role
    var kind: ScriptKind
    var habit: ChangeHabit
    /// Who pays it always pays this address; `nil` where everybody gets a fresh one.
    var home: Int?
    /// The address of `ChangeHabit.fixed`.
    var changeHome: Int?
    /// Satoshi a transaction whatever its size; `nil` where size decides.
    var fixedFee: UInt64?
    var coins: [Unspent] = []

    var balance: UInt64 { coins.reduce(0) { $0 + $1.amount } }

    /// Takes coins out that add up to `needed` for a start and to the fee of spending each: now and then the smallest
    /// that is enough alone, else any.
    ///
    /// - Returns: empty where there are not enough, or only in more than `most` coins.
    mutating func take(_ needed: UInt64, feePerCoin: UInt64, most: Int = 20, _ chance: inout SplitMix) -> [Unspent] {
        let single = coins.indices.filter { coins[$0].amount >= needed + feePerCoin }
        if chance.chance(500), let place = single.min(by: { coins[$0].amount < coins[$1].amount }) {
            return [coins.remove(at: place)]
        }
        var (taken, sum, wanted) = ([Unspent](), UInt64(0), needed)
        while sum < wanted, !coins.isEmpty, taken.count < most {
            let coin = coins.remove(at: chance.below(coins.count))
            taken.append(coin)
            sum += coin.amount
            wanted += feePerCoin
        }
        if sum >= wanted { return taken }
        coins += taken
        return []
    }
}
