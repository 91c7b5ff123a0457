import FlowTracing

/// What a screening found, for people, for programs and for spreadsheets. `Exposure` defines every number.
///
/// All of it is inference: which lists spoke, in which version, and the rule that carried value are part of the answer.
/// An address that stands on no list is *not on these list versions*; nothing here ever says that it is not sanctioned.
public struct ScreeningReport {
    public enum Format: String, CaseIterable, Sendable { case table, json, csv }

    public static let schema = "lymer.screening/1"

    /// An address that was asked about.
    public struct Subject: Sendable {
        /// As it was asked.
        public var text: String
        /// Its numbers in the ledger; none where it does not occur.
        public var ids: [AddressID]
        /// Every tag that holds, the one that decides first; conflicting ones stand side by side.
        public var tags: [Tag]
        /// Two owners' tags of one chain name different entities, or services of different roles.
        public var isInConflict: Bool
        /// The clusters of two and more that it is screened with, where clusters were asked for: an inference.
        public var clusters: [ClusterSummary] = []
    }

    /// How often a heuristic linked addresses that are screened as one.
    struct HeuristicLinks {
        var heuristic: any ClusterHeuristic
        var links: Int

        init?(_ link: (heuristic: String, count: Int)) {
            guard link.count > 0, let heuristic = ClusterHeuristics.named(link.heuristic) else { return nil }
            (self.heuristic, links) = (heuristic, link.count)
        }

        /// `multi-input (version 1, confidence 90, 12 links)`.
        var text: String {
            "\(heuristic.name) (version \(heuristic.version), confidence \(heuristic.confidence), "
                + "\(counted(links, "link", "links")))"
        }
    }

    let screening: Screening
    /// The lists whose versions the answer depends on.
    let lists: [LabelFile]
    /// `nil`: every address of the ledger.
    let subjects: [Subject]?
    let leastShare: ShareLimit
    let notes: [String]
    /// Of all clusters, where they were asked for.
    let clusterTotals: ClusterTotals?

    var ledger: Ledger { screening.ledger }

    /// - Parameters:
    ///   - addresses: as they were asked; `nil` for every address.
    ///   - clusters: those that the screening takes as one, to say what joined them.
    ///   - leastShare: rows below it are left out of the answer; totals never change.
    public init(
        _ screening: Screening, attribution: Attribution, lists: [LabelFile], addresses: [String]?,
        clusters: LedgerClusters? = nil, leastShare: ShareLimit = ShareLimit(), notes: [String] = []
    ) {
        self.screening = screening
        (self.lists, self.leastShare) = (lists, leastShare)
        clusterTotals = clusters?.totals()
        var summaries: [AddressID: ClusterSummary] = [:]
        if let clusters, addresses != nil {
            for cluster in clusters.clusters(atLeast: 2) { summaries[cluster.name] = cluster }
        }
        subjects = addresses.map { texts in
            texts.map {
                var subject = Subject(
                    $0, ledger: screening.ledger, attribution: attribution, asOf: screening.options.asOf)
                subject.clusters = subject.ids.flatMap { screening.names(of: $0) }.compactMap { summaries[$0] }
                return subject
            }
        }
        var notes = notes
        if clusters != nil, screening.options.asOf != nil {
            notes.append("clusters are inferred from the whole ledger, also from what came after the date asked about")
        }
        let leftOut = screening.leftOut.map { screening.ledger.name(of: $0) }
        if !leftOut.isEmpty {
            let names = leftOut.prefix(10).joined(separator: ", ") + (leftOut.count > 10 ? ", …" : "")
            notes.append("amounts too large to be added up, not screened: \(names)")
        }
        if let subjects {
            let absent = subjects.filter(\.ids.isEmpty).count
            if absent > 0 {
                notes.append(
                    "\(absent) of \(counted(subjects.count, "address", "addresses")) do not occur in these data")
            }
        }
        self.notes = notes
    }

    /// - Complexity: that of `Screening.exposures` or `Screening.all`; of `all` nothing is kept but counts.
    public func write(_ format: Format, style: ReportStyle = ReportStyle(), into out: inout ReportWriter) {
        switch format {
        case .table: ScreeningTable(report: self).write(style: style, into: &out)
        case .json: ScreeningJSON(report: self).write(into: &out)
        case .csv: ScreeningCSV(report: self).write(into: &out)
        }
    }

    /// The addresses that an exposure is about; `nil` where clusters were not asked for.
    func members(of exposure: Exposure) -> Int? {
        screening.entities.map { entities in
            let chain = ledger.assets[Int(exposure.asset)].chain
            return entities.size(ofFirst: entities.name(of: exposure.address, chain: chain))
        }
    }

    /// Hands over the exposures with the rows that are large enough to be shown; one without any row only where it was
    /// asked about, or nothing was left out.
    func forEachExposure(_ body: (Exposure) -> Void) {
        func show(_ exposure: Exposure) {
            guard leastShare.millionths > 0 else { return body(exposure) }
            var shown = exposure
            shown.rows.removeAll { !leastShare.isReached(by: $0.value, of: exposure.total) }
            if subjects != nil || !shown.rows.isEmpty { body(shown) }
        }
        if let subjects {
            screening.exposures(of: subjects.flatMap(\.ids)).forEach(show)
        } else {
            screening.all(sorted: true, show)
        }
    }
}

extension ScreeningReport.Subject {
    init(_ text: String, ledger: Ledger, attribution: Attribution, asOf: Int64?) {
        self.text = text
        let readings = AddressText.readings(of: text)
        var ids: [AddressID] = []
        var tags: [Tag] = []
        var isInConflict = false
        for reading in readings {
            if let id = ledger.find(reading), !ids.contains(id) { ids.append(id) }
            for chain in ledger.chains {
                let own = attribution.tags(of: reading, chain: chain.name).filter { tag in
                    asOf.map { tag.holds(at: $0) } ?? true
                }
                let owners = own.filter { $0.relation == .owner }
                isInConflict =
                    isInConflict || Set(owners.compactMap(\.entity)).count > 1
                    || Set(owners.compactMap { $0.category?.role }).subtracting([.none]).count > 1
                for tag in own where !tags.contains(tag) { tags.append(tag) }
            }
        }
        (self.ids, self.tags, self.isInConflict) = (ids, tags, isInConflict)
    }
}

extension LabelFile {
    /// `ofac-sdn, version 2024-09-27`: which list, and of when.
    var versionText: String {
        if let version { return "\(list), version \(version)" }
        if let date { return "\(list), \(Timestamp.text(date))" }
        return sha256.isEmpty ? "\(list), version not stated" : "\(list), SHA-256 \(sha256.prefix(12))…"
    }
}

/// The least share of a total that is worth a row: millionths, so that nothing is rounded.
public struct ShareLimit: Sendable, Equatable {
    public let millionths: UInt32

    public init() { millionths = 0 }

    /// Reads a percentage of at most four digits after the point, 0 to 100: `0.5`, `1%`. `nil` for anything else.
    public init?(percent text: String) {
        var digits = text
        if digits.hasSuffix("%") { digits.removeLast() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.isEmpty, whole.utf8.count <= 3 else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= 4, parts.count == 1 || !fraction.isEmpty else { return nil }
        let all = whole + fraction + String(repeating: "0", count: 4 - fraction.utf8.count)
        guard all.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = UInt32(all), value <= 1_000_000 else {
            return nil
        }
        millionths = value
    }

    /// True where `part` is at least this share of `whole`.
    func isReached(by part: Amount, of whole: Amount) -> Bool {
        let (a, b) = (part.multipliedFullWidth(by: 1_000_000), whole.multipliedFullWidth(by: Amount(millionths)))
        return (a.high, a.low) >= (b.high, b.low)
    }
}

extension AmountText {
    /// `part` of `whole` with six digits after the point, rounded down: `0.250000`; empty where `whole` is 0.
    static func share(_ part: Amount, of whole: Amount) -> String {
        guard whole > 0, part <= whole else { return "" }
        if part == whole { return "1.000000" }
        let (quotient, _) = whole.dividingFullWidth(part.multipliedFullWidth(by: 1_000_000))
        let digits = quotient.decimalDigits
        return "0." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}
