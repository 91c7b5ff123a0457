/// Where a stolen unit is at the end of the economy, in the words of a closing balance.
public enum Whereabout: String, Sendable, CaseIterable {
    /// On an address that no label stops; the address is named.
    case resting
    /// At a custodial service, a mixer or a bridge; the address is named.
    case endpoint, mixer, bridge
    /// Swapped into another asset, spent as a fee, burned; no address.
    case convertedOut, fee, burned
}

/// Some of one case's value in one place.
public struct Find: Sendable, Equatable {
    /// Position of the case in `ScamEconomy.cases`.
    public var caseNumber: Int
    /// As in the `asset` column.
    public var asset: String
    public var kind: Whereabout
    /// Empty for value that is at no address.
    public var address: String
    /// Base units.
    public var amount: UInt128
}

/// Ends that were booked while the economy ran. What rests is read off the lots at the end.
struct EndsBook {
    private struct Place: Hashable {
        var owner: Owner
        var coin: UInt8
        var kind: UInt8
        var who: UInt32
    }

    static let nobody = UInt32.max
    private var amounts: [Place: UInt128] = [:]

    mutating func book(_ amount: UInt128, owner: Owner, coin: Int, kind: Whereabout, who: Int?) {
        let place = Place(
            owner: owner, coin: UInt8(coin), kind: EndsBook.number(kind), who: who.map { UInt32($0) } ?? EndsBook.nobody
        )
        amounts[place, default: 0] += amount
    }

    private static func number(_ kind: Whereabout) -> UInt8 { UInt8(Whereabout.allCases.firstIndex(of: kind) ?? 0) }

    /// All ends, by case, coin, kind and address text.
    func finds(coins: [String], text: (Int) -> String) -> [Find] {
        let all = amounts.map { place, amount in
            (
                place,
                Find(
                    caseNumber: Int(place.owner) - 1, asset: coins[Int(place.coin)],
                    kind: Whereabout.allCases[Int(place.kind)],
                    address: place.who == EndsBook.nobody ? "" : text(Int(place.who)), amount: amount)
            )
        }
        return all.sorted { a, b in
            (a.0.owner, a.0.coin, a.0.kind, a.1.address) < (b.0.owner, b.0.coin, b.0.kind, b.1.address)
        }.map(\.1)
    }
}
