/// Peel chains along a trace: heuristic `peel-chain`, version 1. An inference: it folds what is shown and changes nothing.
///
/// A step is a transaction with one input and two outputs of value, of which the larger carries at least two thirds to an
/// address that never held anything before and is spent by the next step alone. Three steps make a chain.
///
/// Source: Meiklejohn et al., A Fistful of Bitcoins, IMC 2013. Known false positives: wallets that pay often with fresh
/// change; exchange withdrawals paid one at a time.
struct PeelChains {
    private let outputs: OutputLedger
    private let owners: OwnerIndex
    private let firstRow: Int

    static let fewestSteps = 3

    init(_ outputs: OutputLedger, owners: OwnerIndex, firstRow: Int) {
        (self.outputs, self.owners, self.firstRow) = (outputs, owners, firstRow)
    }

    /// - Complexity: O(transactions of the record).
    func find(_ record: OutputRecord) -> [PeelChain] {
        var places = AddressMap()
        for step in record.steps { _ = places.add(step.transaction) }
        var isContinued = [Bool](repeating: false, count: record.steps.count)
        var chains: [PeelChain] = []
        for (place, step) in record.steps.enumerated() where !isContinued[place] {
            var chain = PeelChain(transactions: [], peeled: [], remainder: 0)
            var next: UInt32? = step.transaction
            while let transaction = next, places.find(transaction) != nil, let (remainder, peeled) = split(transaction)
            {
                chain.transactions.append(transaction)
                chain.peeled.append(UInt32(firstRow + peeled))
                chain.remainder = UInt32(firstRow + remainder)
                next = outputs.spender(remainder).map { UInt32($0) }
            }
            guard chain.transactions.count >= Self.fewestSteps else { continue }
            for transaction in chain.transactions {
                if let place = places.find(transaction) { isContinued[place] = true }
            }
            chains.append(chain)
        }
        return chains
    }

    /// The two outputs of a step, or `nil` where the transaction is none.
    private func split(_ transaction: UInt32) -> (remainder: Int, peeled: Int)? {
        guard outputs.inputs(of: Int(transaction)).count == 1 else { return nil }
        let created = outputs.outputs(of: Int(transaction)).filter { outputs.amount($0) != 0 }
        guard created.count == 2 else { return nil }
        let (a, b) = (outputs.amount(created[0]), outputs.amount(created[1]))
        let (remainder, peeled) = a > b ? (created[0], created[1]) : (created[1], created[0])
        guard outputs.amount(remainder) / 2 >= outputs.amount(peeled), isFresh(remainder) else { return nil }
        return (remainder, peeled)
    }

    /// True where the output's owner holds nothing earlier.
    private func isFresh(_ output: Int) -> Bool {
        guard let owner = outputs.owner(output) else { return false }
        let own = owners.outputs(of: owner)
        // Prior outputs are numbered last.
        return own.first == UInt32(output) && !(own.last.map { outputs.isPrior(Int($0)) } ?? true)
    }
}
