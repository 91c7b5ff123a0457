import FlowTracing

/// Claimed roles in prose, `address,role_claimed,claim_source,note`, as the Huione case study's list has them.
///
/// What a role says decides: somebody who paid a service, or was paid by it, is a counterparty and not the service; an
/// entry that says `NOT x: y` is y. How sure a claim is stands in the note: none is surer than 70, and only one that says
/// "high confidence" ends a trace.
enum ClaimedRoleLabels: LabelList {
    static let name = "claimed-roles"
    static let summary = "CSV of claimed roles: address,role_claimed,claim_source,note"

    static func recognises(_ sample: LabelSample) -> Bool {
        sample.columns == ["address", "roleclaimed", "claimsource", "note"]
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        var rows = try LabelRows(source)
        var names = try rows.header()
        let address = names.column("address")
        let role = names.column("role_claimed")
        let origin = names.column("claim_source")
        let note = names.column("note")
        rows.bind(names)
        var record = Record()
        while try rows.next(&record, &labels) {
            let claim = Claim(role: record.value(role)?.string ?? "", note: record.value(note)?.string ?? "")
            var entry = LabelEntry(
                line: record.line, address: record.value(address)?.string ?? "", chain: nil, label: claim.label,
                category: claim.service?.category, entity: claim.service?.name, jurisdiction: nil,
                confidence: String(claim.confidence), source: record.value(origin)?.string)
            entry.relation = claim.isCounterparty ? .counterparty : .owner
            entry.add(to: &labels)
        }
    }

    /// What a role and its note say.
    struct Claim {
        let label: String
        let isCounterparty: Bool
        /// `nil` where the address is nobody's that is known here, or a counterparty's: then nobody says who it is.
        let service: (name: String, category: String)?
        let confidence: Int

        /// Services that such lists are about, by a word of the role.
        private static let services: [(word: String, name: String, category: String)] = [
            ("huione", "Huione", "guarantee_marketplace"), ("okx", "OKX", "exchange"),
            ("binance", "Binance", "exchange"),
        ]

        init(role: String, note: String) {
            let all = "\(role) \(note)".lowercased()
            isCounterparty = all.contains("counterparty")
            var said = role[...]
            if role.lowercased().hasPrefix("not "), let colon = role.firstIndex(of: ":") {
                said = role[role.index(after: colon)...]
            }
            label = LabelEntry.trimmed(String(said))
            let lower = said.lowercased()
            let named = Claim.services.first { lower.contains($0.word) }
            service = isCounterparty ? nil : named.map { ($0.name, $0.category) }
            confidence = all.contains("high confidence") ? 70 : all.contains("inference") ? 30 : 50
        }
    }
}
