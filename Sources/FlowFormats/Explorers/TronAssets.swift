import FlowTracing

/// How TRON's explorers name what moved.
enum TronAsset: Equatable {
    /// TRX: `_`, or the name alone.
    case coin
    /// A TRC-20 contract.
    case contract(Address)
    /// A TRC-10 token, by number.
    case numbered(String)
    /// Nothing but a name.
    case named(String)

    /// - Parameters:
    ///   - identity: contract, TRC-10 number or `_`; `nil` where the file has none.
    ///   - symbol: for display, and identity where there is no other.
    init?(identity: String?, symbol: String) {
        if let identity, !identity.isEmpty, identity != "_" {
            if let address = Address(identity, form: .tron) {
                // Some write the null address where a contract would stand.
                self = address.isNull ? .coin : .contract(address)
            } else if identity.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), identity.utf8.count <= 20 {
                self = .numbered(identity)
            } else if ["trx", "tron"].contains(identity.lowercased()) {
                self = .coin
            } else {
                return nil
            }
        } else if identity == "_" || symbol == "_" || ["trx", "tron"].contains(symbol.lowercased()) {
            self = .coin
        } else if !symbol.isEmpty {
            self = .named(symbol)
        } else {
            return nil
        }
    }

    var kind: TransferKind {
        switch self {
        case .coin, .numbered: .native
        case .contract, .named: .log
        }
    }
}

extension AssetBook {
    mutating func tron(
        _ asset: TronAsset, symbol: String, decimals: Int?, in builder: inout LedgerBuilder
    ) -> AssetID {
        switch asset {
        case .coin: coin(symbol: "TRX", decimals: 6, in: &builder)
        case .contract(let address): token(at: address, in: &builder) { (symbol, decimals) }
        case .numbered(let id): token(called: symbol, identity: "trc10:" + id, decimals: decimals, in: &builder)
        case .named(let name): token(called: name, identity: name, decimals: decimals, in: &builder)
        }
    }
}

/// Counts what TRON's explorers list but what moves nothing.
struct TronDropped {
    var rows = 0
    var failed = 0
    var approvals = 0
    var collectibles = 0
    var unconfirmed = 0
    var named = false

    var notes: [String] {
        var notes: [String] = []
        if failed > 0 { notes.append("\(failed) of \(rows) rows failed or were reverted and were left out") }
        if approvals > 0 {
            notes.append("\(approvals) of \(rows) rows are approvals, which move nothing, and were left out")
        }
        if collectibles > 0 {
            notes.append("\(collectibles) of \(rows) rows move TRC-721 or TRC-1155 tokens and were left out")
        }
        if unconfirmed > 0 {
            notes.append("\(unconfirmed) of \(rows) rows were not yet confirmed when the data were saved")
        }
        if named { notes.append("tokens are named by symbol alone: a fake of the same name cannot be told apart") }
        return notes
    }
}
