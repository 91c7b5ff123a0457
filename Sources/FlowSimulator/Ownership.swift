/// Who has which address: the truth that clusters are judged by.
extension ScamEconomy {
    /// CSV `address,owner,role`, one line an address that ever held something. An owner has all addresses of its name: an
    /// exchange its deposit addresses, a gang its collectors, mules, treasury and gas wallet; everybody else has one.
    public func writeOwners<Failure: Error>(to sink: (_ chunk: [UInt8]) throws(Failure) -> Void) throws(Failure) {
        var out = TransferWriter()
        out.append("address,owner,role\n".utf8)
        for who in 0..<cast.count {
            out.append("\(cast.string(who)),\(owner(who)),\(cast.roles[who])\n".utf8)
            if out.buffer.count >= options.chunkBytes {
                try sink(out.buffer)
                out.removeAll()
            }
        }
        if !out.buffer.isEmpty { try sink(out.buffer) }
    }

    private func owner(_ who: Int) -> String {
        let group = Int(cast.groups[who])
        return switch cast.roles[who] {
        case .exchangeHot, .exchangeDeposit: Stories.exchanges[group].name
        case .collector, .mule, .treasury, .gasWallet: "gang \(group + 1)"
        default: "\(cast.roles[who]) \(who + 1)"
        }
    }
}
