/// What stands beside the ledger: labels, the case file, and the truth.
extension ScamEconomy {
    /// Label list as CSV. Complete for hot wallets and services, partial for deposit addresses; some entries are too
    /// unsure to stop a trace.
    public func writeLabels<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var out = TransferWriter()
        out.append("chain,address,label,category,entity,jurisdiction,confidence,source\n".utf8)
        for who in 0..<cast.count {
            for line in labels(of: who) {
                out.append("\(coinage.chainName),\(cast.string(who)),\(line),simulation\n".utf8)
            }
            if out.buffer.count >= options.chunkBytes {
                try sink(out.buffer)
                out.removeAll()
            }
        }
        if !out.buffer.isEmpty { try sink(out.buffer) }
    }

    /// `label,category,entity,jurisdiction,confidence` of each tag of one address.
    func labels(of who: Int) -> [String] {
        let group = Int(cast.groups[who])
        func line(_ label: String, _ category: String, _ place: Stories.Institution?, _ confidence: Int) -> String {
            "\(label),\(category),\(place?.name ?? ""),\(place?.jurisdiction ?? ""),\(confidence)"
        }
        switch cast.roles[who] {
        case .exchangeHot:
            let house = Stories.exchanges[group]
            return [line("\(house.name) hot wallet", "exchange", house, 95)]
        case .exchangeDeposit where cast.endings[who] != .none:
            let house = Stories.exchanges[group]
            return [line("\(house.name) deposit", "exchange", house, who % 2 == 0 ? 80 : 60)]
        case .marketplace:
            let house = Stories.marketplaces[group]
            // Two lists disagree; the surer one decides.
            return [
                line("\(house.name) escrow", "guarantee_marketplace", house, 90),
                line("possible mixer", "mixer", nil, 70),
            ]
        case .mixer: return [line(Stories.mixers[group].name, "mixer", Stories.mixers[group], 90)]
        case .bridge: return [line(Stories.bridges[group].name, "bridge", Stories.bridges[group], 90)]
        case .gambling: return [line(Stories.casinos[group].name, "gambling", Stories.casinos[group], 85)]
        case .pool: return [line("Pondswap USDT pool", "dex", nil, 90)]
        case .router: return [line("Pondswap router", "dex", nil, 90)]
        case .suspect: return [line("reported as OTC desk", "p2p", nil, 40)]
        case .treasury where group % 2 == 0: return [line("reported scam wallet", "scam", nil, 75)]
        default: return []
        }
    }

    /// The case file: one entry a victim whose first payment is in the ledger.
    public func writeCases<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var out = TransferWriter()
        out.append("{\"cases\": [\n".utf8)
        for (number, one) in cases.enumerated() {
            let seeds = one.seeds.map { "\"\($0)\"" }.joined(separator: ", ")
            out.append("  {\"id\": \"\(one.id)\", \"seeds\": [\(seeds)]}\(number + 1 < cases.count ? "," : "")\n".utf8)
        }
        out.append("]}\n".utf8)
        try sink(out.buffer)
    }

    /// The truth as CSV: `case,asset,kind,address,amount`, amounts in base units. Per case and asset they sum to what
    /// was injected.
    public func writeTruth<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var out = TransferWriter()
        out.append("case,asset,kind,address,amount\n".utf8)
        for find in finds {
            out.append("\(cases[find.caseNumber].id),\(find.asset),\(find.kind.rawValue),\(find.address),".utf8)
            out.decimal(find.amount)
            out.newline()
        }
        if !out.buffer.isEmpty { try sink(out.buffer) }
    }

    /// What each case stole: (position in `cases`, `asset` column, base units), assets in order, zeros left out.
    public var injected: [(caseNumber: Int, asset: String, amount: UInt128)] {
        cases.indices.flatMap { number in
            cases[number].injectedByCoin.indices.compactMap { coin in
                let amount = cases[number].injectedByCoin[coin]
                return amount > 0 ? (number, coinTexts[coin], amount) : nil
            }
        }
    }
}
