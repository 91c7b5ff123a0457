/// When a finding counts as having found an instance: both are largely the same addresses and the same money.
struct FindingMatch {
    private let ledger: Ledger
    private let truths: [PatternTruth]
    private let memberSets: [Set<AddressID>]
    private let rowSets: [Set<Int>]
    private var byRow: [Int: [Int]] = [:]

    /// - Complexity: O(transfers of the instances).
    init(_ truths: [PatternTruth], _ ledger: Ledger) {
        (self.ledger, self.truths) = (ledger, truths)
        memberSets = truths.map { Set($0.members) }
        rowSets = truths.map { Set($0.rows) }
        for (number, one) in truths.enumerated() { for row in one.rows { byRow[row, default: []].append(number) } }
    }

    /// The instances that a finding finds: those with which it shares at least half of the members of either, and at least
    /// half of what either moves, of every asset the instance moves anything of.
    ///
    /// - Complexity: O(members and transfers of the finding and of the instances that it touches).
    func found(by finding: Finding) -> [Int] {
        touched(by: finding).filter { sharesMembers($0, finding) && sharesValue($0, finding) }
    }

    /// The instances that a finding has anything of, by their order.
    func touched(by finding: Finding) -> [Int] {
        var touched: Set<Int> = []
        for row in finding.rows { touched.formUnion(byRow[row] ?? []) }
        return touched.sorted()
    }

    /// True where a finding has anything of an instance.
    func touches(_ finding: Finding, where isWanted: (PatternTruth) -> Bool) -> Bool {
        finding.rows.contains { row in byRow[row]?.contains { isWanted(truths[$0]) } ?? false }
    }

    private func sharesMembers(_ number: Int, _ finding: Finding) -> Bool {
        let shared = finding.members.count { memberSets[number].contains($0) }
        return 2 * shared >= max(finding.members.count, memberSets[number].count)
    }

    private func sharesValue(_ number: Int, _ finding: Finding) -> Bool {
        var shared: [AssetID: Amount] = [:]
        var sharedRows = 0
        for row in finding.rows where rowSets[number].contains(row) {
            shared[ledger.columns.assets[row], default: 0] =
                shared[ledger.columns.assets[row], default: 0].addingClamped(ledger.columns.amounts[row])
            sharedRows += 1
        }
        let own = truths[number].value.filter { $0.value > 0 }
        // An instance that moves nothing, such as a poisoning, is its transfers.
        if own.isEmpty { return 2 * sharedRows >= max(rowSets[number].count, finding.rows.count) }
        return own.allSatisfy { asset, amount in
            let found = finding.values.first { $0.asset == asset }?.amount ?? 0
            return Permille.isAtLeast(shared[asset, default: 0], 500, of: max(amount, found))
        }
    }
}

/// Which instance a finding finds, and which it has anything of.
public struct FindingVerdict: Sendable {
    public var found: PatternTruth?
    /// A planted one before an honest one.
    public var touched: PatternTruth?

    /// - Complexity: O(transfers of findings and instances).
    public static func all(_ findings: [Finding], truths: [PatternTruth], ledger: Ledger) -> [FindingVerdict] {
        let match = FindingMatch(truths, ledger)
        return findings.map { finding in
            let touched = match.touched(by: finding)
            return FindingVerdict(
                found: match.found(by: finding).first { truths[$0].isPlanted }.map { truths[$0] },
                touched: (touched.first { truths[$0].isPlanted } ?? touched.first).map { truths[$0] })
        }
    }
}
