import FlowTracing

/// The heuristic's words recounted with arrays and without haste.
struct NaiveDeposits {
    struct Answer: Equatable {
        var address: AddressID
        var sweeps: Int
        var confidence: Int
        var receipts: [[Int]]

        init(_ deposit: InferredDeposit) {
            (address, sweeps, confidence) = (deposit.address, deposit.sweeps, deposit.confidence)
            receipts = deposit.evidence.map { [Int($0.receipt), Int($0.receipts), Int($0.sweep)] }
        }

        init(address: AddressID, sweeps: Int, confidence: Int, receipts: [[Int]]) {
            (self.address, self.sweeps, self.confidence, self.receipts) = (address, sweeps, confidence, receipts)
        }
    }

    let ledger: Ledger
    let attribution: Attribution
    private let chain: String

    init(_ ledger: Ledger, _ attribution: Attribution) {
        (self.ledger, self.attribution) = (ledger, attribution)
        chain = ledger.chains[0].name
    }

    private func tags(_ address: AddressID) -> [Tag] { attribution.tags(of: ledger.address(address), chain: chain) }

    private func service(_ address: AddressID) -> String? {
        guard let tag = tags(address).first(where: { $0.role != .none }), tag.role == .endpoint,
            ["exchange", "vasp", "hosted_wallet", "payment_processor"].contains(tag.category!.name)
        else { return nil }
        return tag.entity
    }

    private func isNull(_ address: AddressID) -> Bool {
        ledger.text(address, asset: 0) == DepositLedger.null
    }

    /// Rows that move value to or from `address`.
    private func rows(_ address: AddressID) -> [Int] {
        (0..<ledger.count).filter { row in
            ledger.sender(row) != ledger.recipient(row) && ledger.amount(row) > 0
                && (ledger.sender(row) == address || ledger.recipient(row) == address)
        }
    }

    private func isSoon(_ a: Int, _ b: Int) -> Bool {
        if chain == "eip155:1", let x = ledger.block(a), let y = ledger.block(b) { return y - x <= 3_200 }
        return ledger.time(b) - ledger.time(a) <= 43_200
    }

    func answer(_ address: AddressID) -> Answer? {
        if isNull(address) || tags(address).contains(where: { $0.relation == .owner && $0.confidence >= 60 }) {
            return nil
        }
        guard var found = sweeping(address),
            let hot = rows(address).first(where: {
                ledger.sender($0) == address && service(ledger.recipient($0)) != nil
            }).map({ ledger.recipient($0) })
        else { return nil }
        // A hot wallet that sweeps itself is a deposit address.
        if sweeping(hot) != nil { return nil }
        let feeders = Set(
            rows(hot).filter { ledger.recipient($0) == hot }.map { ledger.sender($0) }.filter { !isNull($0) })
        if feeders.count >= 10 { found.confidence += 10 }
        found.confidence = min(found.confidence, 80)
        return found
    }

    /// What an address does, whoever it is.
    private func sweeping(_ address: AddressID) -> Answer? {
        let rows = rows(address)
        let sent = rows.filter { ledger.sender($0) == address }
        let services = Set(sent.compactMap { service(ledger.recipient($0)) })
        guard services.count == 1, let own = services.first else { return nil }
        let others = Set(sent.map { ledger.recipient($0) }.filter { service($0) == nil })
        guard others.count <= 1 else { return nil }
        let isFuelled = rows.contains { ledger.sender($0) != address && service(ledger.sender($0)) == own }
        var receipts: [[Int]] = []
        for asset in Set(rows.map { ledger.asset($0) }) {
            var waiting: [Int] = []
            var (received, forwarded, elsewhere) = (Amount(0), Amount(0), Amount(0))
            for row in rows where ledger.asset(row) == asset {
                if ledger.recipient(row) == address {
                    if service(ledger.sender(row)) != own { waiting.append(row) }
                    continue
                }
                let sum = waiting.reduce(Amount(0)) { $0 + ledger.amount($1) }
                received += sum
                if service(ledger.recipient(row)) == own {
                    forwarded += ledger.amount(row)
                    let isCoin = ledger.assets[Int(asset)].identity == .native
                    let left = ledger.amount(row) + (isCoin ? ledger.fee(row) : 0)
                    let difference = left > sum ? left - sum : sum - left
                    if let last = waiting.last, isSoon(last, row), difference <= (isCoin ? 1_000_000 : 0) {
                        receipts.append([last, waiting.count, row])
                    }
                } else {
                    elsewhere += ledger.amount(row)
                }
                waiting = []
            }
            if forwarded == 0 { continue }
            if let last = waiting.last, !isSoon(last, ledger.count - 1) {
                received += waiting.reduce(Amount(0)) { $0 + ledger.amount($1) }
            }
            if forwarded * 100 < max(received, forwarded + elsewhere) * 95 { return nil }
        }
        if receipts.isEmpty { return nil }
        receipts.sort { $0[2] < $1[2] }
        return Answer(
            address: address, sweeps: receipts.count,
            confidence: 50 + (receipts.count >= 3 ? 10 : 0) + (others.isEmpty ? 5 : 0) + (isFuelled ? 5 : 0),
            receipts: Array(receipts.prefix(8)))
    }
}
