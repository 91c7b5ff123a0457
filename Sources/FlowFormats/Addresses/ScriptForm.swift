import FlowTracing

/// What texts look like that are meant as addresses of UTXO chains or TRON, though they need not be any.
enum ScriptForm {
    /// The chain as whose address `text` can only be meant; `nil` where other chains write so too.
    static func resembled(by text: String) -> ScriptNetwork? {
        let lower = text.lowercased()
        let prefixes: [(String, ScriptNetwork)] = [
            ("bc1", .bitcoin), ("ltc1", .litecoin), ("tb1", .bitcoinTestnet), ("bitcoincash:", .bitcoinCash),
        ]
        if let known = prefixes.first(where: { lower.hasPrefix($0.0) }) { return known.1 }
        guard text.utf8.allSatisfy(isBase58) else { return nil }
        if text.hasPrefix("t1") || text.hasPrefix("t3"), text.utf8.count == 35 { return .zcash }
        return hasOldForm(text) ? .bitcoin : nil
    }

    /// Why `text` is no address of `network`, which has been found already.
    static func fault(_ text: String, _ network: ScriptNetwork) -> String {
        let title = network.title
        let other = looksTron(text) && Address(text, form: .tron) != nil ? "TRON" : ScriptNetwork.recognise(text)?.title
        if let other { return "is no \(title) address but one of \(other)" }
        let lower = text.lowercased()
        let isCoded = resembled(by: text) == network && !hasOldForm(text)
        if isCoded, text != lower, text != text.uppercased(), network != .zcash {
            return "is no \(title) address: capitals and small letters are mixed"
        }
        return isCoded || hasOldForm(text) ? "is no \(title) address: its checksum fails" : "is no \(title) address"
    }

    /// Addresses that only the shielded pool of a chain has, or that another layer of it writes: not checked.
    static func isShielded(_ text: String, _ network: ScriptNetwork) -> Bool {
        switch network {
        case .zcash: ["zc", "zs1", "u1", "tex1"].contains { text.hasPrefix($0) }
        case .litecoin: text.lowercased().hasPrefix("ltcmweb1")
        default: false
        }
    }

    /// `T…` of 34 letters, or 42 hex digits that begin with 41.
    static func looksTron(_ text: String) -> Bool {
        text.utf8.count == 34 && text.hasPrefix("T") || text.utf8.count == 42 && text.hasPrefix("41")
    }

    /// As long as Bitcoin's Base58 addresses are, and of their first letters.
    private static func hasOldForm(_ text: String) -> Bool {
        (25...35).contains(text.utf8.count) && (text.hasPrefix("1") || text.hasPrefix("3"))
    }

    private static func isBase58(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x31...0x39, 0x41...0x48, 0x4a...0x4e, 0x50...0x5a, 0x61...0x6b, 0x6d...0x7a: true
        default: false
        }
    }
}
