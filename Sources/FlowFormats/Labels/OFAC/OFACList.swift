import FlowTracing

/// What every form of OFAC's list of specially designated nationals has in common.
enum OFACList {
    static let publisher = "Office of Foreign Assets Control, US Department of the Treasury"
    static let source = "https://sanctionslist.ofac.treas.gov"
    /// What a party on a sanctions list is; it ends no trace.
    static let category = "sanctioned_party"

    /// How the list names the kind of a wallet's identifier; its numbers differ from file to file.
    static let prefix = "Digital Currency Address"

    /// `XBT` of `Digital Currency Address - XBT`; `nil` for any other identifier.
    static func ticker(_ text: some StringProtocol) -> String? {
        guard text.hasPrefix(prefix) else { return nil }
        let rest = text.dropFirst(prefix.count).drop { $0 == " " || $0 == "-" }
        return String(rest.prefix { $0 != " " })
    }

    /// Notes which list a file is.
    static func begin(_ labels: inout LabelCollector, list: String) {
        labels.file.list = list
        labels.file.kind = .ofacSDN
        labels.file.publisher = publisher
        labels.file.source = source
    }

    /// Notes the day that the list says it is of.
    static func date(_ seconds: Int64?, _ labels: inout LabelCollector) {
        guard let seconds else { return }
        labels.file.date = seconds
        labels.file.version = LabelDate.day(seconds)
    }
}

/// A party on the list, as far as it concerns wallets.
struct SanctionedParty {
    /// The list's number of the party.
    var number = ""
    var name = ""
    var programs: [String] = []
    /// Unix seconds since when it is listed; `nil` where the file does not say.
    var since: Int64?
    var wallets: [Wallet] = []

    struct Wallet {
        var line: Int
        var ticker: String
        var address: String
    }

    private static let programLimit = 16

    mutating func add(program: String) {
        let program = LabelEntry.trimmed(program)
        guard !program.isEmpty, programs.count < SanctionedParty.programLimit, !programs.contains(program) else {
            return
        }
        programs.append(String(program.prefix(64)))
    }

    /// Hands the wallets over.
    func addWallets(to labels: inout LabelCollector) {
        for wallet in wallets { entry(wallet).add(to: &labels) }
    }

    private func entry(_ wallet: Wallet) -> LabelEntry {
        let label = programs.isEmpty ? name : "\(name) [\(programs.joined(separator: "] ["))]"
        return LabelEntry(
            line: wallet.line, address: wallet.address, chain: SanctionedParty.chain(ticker: wallet.ticker),
            label: label.isEmpty ? "OFAC SDN \(number)" : label, category: OFACList.category, entity: name,
            jurisdiction: nil, confidence: nil, source: "OFAC SDN \(number)", validFrom: since)
    }

    /// The ticker says what was paid, not where: USDT is listed with addresses of Bitcoin, Ethereum and TRON, so the
    /// address decides. But for coins whose addresses look like another's that is known here.
    static func chain(ticker: String) -> String? {
        switch ticker {
        case "XVG": "verge"
        default: nil
        }
    }
}
