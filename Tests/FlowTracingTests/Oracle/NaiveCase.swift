/// A seed of a case in parts, and as the text the engine is given.
struct NaiveSeed: Equatable {
    enum Form: Equatable {
        /// `index` nil: the transaction must have exactly one transfer that is not zero.
        case only(tx: String)
        case at(tx: String, index: UInt32)
        case all(tx: String)
        case out(String, from: Int64?, to: Int64?)
        case into(String, from: Int64?, to: Int64?)
        case held(String, at: Int64?)
    }
    var chain: String?
    var asset: String?
    var form: Form

    var text: String {
        func window(_ from: Int64?, _ to: Int64?) -> String {
            from == nil && to == nil ? "" : "@\(from.map(String.init) ?? "")..\(to.map(String.init) ?? "")"
        }
        let middle =
            switch form {
            case .only(let tx): "tx:\(tx)"
            case .at(let tx, let index): "tx:\(tx):\(index)"
            case .all(let tx): "tx:\(tx):*"
            case .out(let address, let from, let to): "out:\(address)\(window(from, to))"
            case .into(let address, let from, let to): "in:\(address)\(window(from, to))"
            case .held(let address, let at): "held:\(address)\(at.map { "@\($0)" } ?? "")"
            }
        return (chain.map { $0 + "/" } ?? "") + middle + (asset.map { "/" + $0 } ?? "")
    }

    init(chain: String? = nil, asset: String? = nil, _ form: Form) {
        (self.chain, self.asset, self.form) = (chain, asset, form)
    }

    /// Reads the simple forms that `vectors.json` and the worked examples use: no chain, windows in Unix seconds.
    init(parsing text: String) {
        let halves = text.split(separator: "/").map(String.init)
        asset = halves.count > 1 ? halves[1] : nil
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let bounds = parts[1].split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        let window = bounds.count > 1 ? bounds[1] : ".."
        let from = window.hasPrefix("..") ? nil : Int64(window.prefix { $0 != "." })
        let to = window.hasSuffix("..") ? nil : Int64(String(window.reversed().prefix { $0 != "." }.reversed()))
        switch parts[0] {
        case "tx" where parts.count == 2: form = .only(tx: parts[1])
        case "tx" where parts[2] == "*": form = .all(tx: parts[1])
        case "tx": form = .at(tx: parts[1], index: UInt32(parts[2])!)
        case "out": form = .out(bounds[0], from: from, to: to)
        case "in": form = .into(bounds[0], from: from, to: to)
        case "held": form = .held(bounds[0], at: bounds.count > 1 ? Int64(bounds[1]) : nil)
        default: preconditionFailure("not a seed: \(text)")
        }
    }

    /// The rows this seed names; `nil` where it is an error (nothing, or one of several transfers not named).
    ///
    /// Chain and asset narrow the choice before "exactly one" is counted. A zero value or a self-transfer that is
    /// named injects nothing, but it is something: the seed is no error.
    func rows(in ledger: NaiveLedger) -> [Int]? {
        let candidates = ledger.rows.indices.filter { i in
            let row = ledger.rows[i]
            guard chain == nil || chain == row.chain, asset == nil || asset == row.asset else { return false }
            func isWithin(_ from: Int64?, _ to: Int64?) -> Bool {
                (from.map { $0 <= row.time } ?? true) && (to.map { row.time <= $0 } ?? true)
            }
            return switch form {
            case .only(let tx), .all(let tx): row.tx == tx
            case .at(let tx, let index): row.tx == tx && ledger.index(i) == index
            case .out(let address, let from, let to): row.from == address && isWithin(from, to)
            case .into(let address, let from, let to): row.to == address && isWithin(from, to)
            case .held: false
            }
        }
        if case .only = form {
            let nonZero = candidates.filter { ledger.rows[$0].amount > 0 }
            return nonZero.count == 1 ? nonZero : nil
        }
        return candidates.isEmpty ? nil : candidates
    }
}

struct NaiveCase: Equatable {
    var id: String
    var seeds: [NaiveSeed]
    var stops: [String] = []
}

struct NaiveTag: Equatable {
    var chain: String?
    var address: String
    var category: String?
    var confidence = 100
}

enum NaiveOpening: Equatable {
    case inferred, observed
    case given([NaiveOpeningBalance])
}

struct NaiveOpeningBalance: Equatable {
    var chain, address, asset: String
    var amount: UInt128
}

/// Everything a trace depends on besides the ledger and the cases.
struct NaiveQuestion: Equatable {
    var rule = "haircut"
    var opening = NaiveOpening.inferred
    var stops: [String] = []
    var tags: [NaiveTag] = []
    /// `nil`: what the files cover.
    var coverage: NaiveCoverage?
    var maxHops: Int?
    var minAmount: UInt128?

    var isMoney: Bool { rule != "poison" && rule != "reach" }

    /// Where an arrival at `address` ends by stop or attribution. The table of the spec, typed again.
    func end(_ address: String, chain: String, of aCase: NaiveCase) -> NaiveAnswer.End? {
        if stops.contains(address) || aCase.stops.contains(address) { return .endpoint }
        let custodial: Set = [
            "exchange", "vasp", "hosted_wallet", "payment_processor", "gambling", "guarantee_marketplace",
            "darknet_market", "escrow", "atm", "p2p",
        ]
        func role(_ category: String?) -> NaiveAnswer.End? {
            guard let category else { return nil }
            if custodial.contains(category) { return .endpoint }
            if ["mixer", "coin_swapping", "coinjoin"].contains(category) { return .mixer }
            return category == "bridge" ? .bridge : nil
        }
        // Tags that stop nothing change nothing, however confident: only stopping ones compete.
        let stopping = tags.filter {
            $0.address == address && ($0.chain == nil || $0.chain == chain) && $0.confidence >= 60
                && role($0.category) != nil
        }
        guard let highest = stopping.map(\.confidence).max() else { return nil }
        let ends = stopping.filter { $0.confidence == highest }.compactMap { role($0.category) }
        return [.endpoint, .mixer, .bridge].first { ends.contains($0) }
    }
}
