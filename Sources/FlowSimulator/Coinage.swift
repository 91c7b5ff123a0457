import FlowTracing

/// The assets of a simulated chain. The first three are tracked in lots; the others are sent by one issuer only and
/// never spent again, so they need no books.
enum Coin: Int, CaseIterable {
    case native = 0
    case usdt, usdc
    /// An airdropped reward token.
    case reward
    /// A contract that calls itself USDT and is not.
    case fake
    /// A token known only by its symbol, written with a Cyrillic letter.
    case homoglyph

    static let trackedCount = 3
}

/// How one chain writes things, and what they cost there.
struct Coinage {
    let chainName: String
    let form: AddressForm
    /// `asset` column of each coin.
    let texts: [[UInt8]]
    let secondsPerBlock: Int64
    let firstBlock: Int64
    /// Base units of the native coin for one US cent.
    let nativePerCent: UInt128

    init(form: AddressForm, invented: (Int) -> String) {
        self.form = form
        let isTron = form == .tron
        chainName = isTron ? "tron" : "eip155:1"
        secondsPerBlock = isTron ? 3 : 12
        firstBlock = isTron ? 57_822_400 : 18_908_895
        nativePerCent = isTron ? 83_333 : 4_000_000_000_000
        // The real USDT and USDC contracts: public facts, needed for issuer and decimals to be known.
        let known =
            isTron
            ? ["TRX", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8"]
            : ["ETH", "0xdac17f958d2ee523a2206206994597c13d831ec7", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"]
        texts = (known + [invented(0), invented(1), "USD\u{0422}"]).map { Array($0.utf8) }
    }

    /// Base units of `coin` worth `cents` US cents.
    func units(_ cents: Int, of coin: Coin) -> UInt128 {
        switch coin {
        case .native: UInt128(cents) * nativePerCent
        case .reward: UInt128(cents) * 1_000_000_000_000_000
        default: UInt128(cents) * 10_000
        }
    }

    /// What one transaction of `coin` costs its sender, in the native coin.
    ///
    /// TRON: often nothing, because staked energy pays. Ethereum: gas times a price to the wei.
    func fee(for coin: Coin, swaps: Bool = false, _ chance: inout SplitMix) -> UInt128 {
        if form == .tron {
            switch coin {
            case .native where !swaps: return chance.chance(600) ? 0 : 268_000
            default:
                if chance.chance(650) { return 0 }
                return (chance.chance(500) ? 13_844_850 : 27_255_900) + (swaps ? 18_500_000 : 0)
            }
        }
        let gas: Int
        if swaps {
            gas = chance.within(121_000...260_000)
        } else if coin == .native {
            gas = 21_000
        } else {
            gas = chance.within(41_000...65_000)
        }
        return UInt128(gas) * UInt128(chance.within(6_000_000_000...38_000_000_000))
    }
}
