/// What lists know of a world of patterns: services, not all of them, and no criminal.
extension ScamEconomy {
    /// `labels.csv`: most exchanges with most of their deposit addresses, one of two bridges, one of two marketplaces, the
    /// mixer, the casino and the pools.
    func writeKnownLabels<Failure: Error>(
        to sink: (_ chunk: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var out = TransferWriter()
        out.append("chain,address,label,category,entity,jurisdiction,confidence,source\n".utf8)
        for who in 0..<cast.count where isListed(who) {
            for line in labels(of: who) {
                out.append("\(coinage.chainName),\(cast.string(who)),\(line),simulation\n".utf8)
            }
            if out.buffer.count >= options.chunkBytes {
                try sink(out.buffer)
                out.removeAll()
            }
        }
        try sink(out.buffer)
    }

    private func isListed(_ who: Int) -> Bool {
        switch cast.roles[who] {
        case .exchangeHot, .exchangeDeposit: cast.groups[who] < Stories.exchanges.count - 2
        case .bridge, .marketplace: cast.groups[who] == 0
        case .treasury: false
        default: true
        }
    }
}
