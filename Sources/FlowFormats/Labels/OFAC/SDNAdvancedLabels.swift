import FlowTracing

/// OFAC's SDN_ADVANCED.XML, in the United Nations' model: wallets are features of a party's profile, whose kinds are
/// numbered in the file's own table; since when a party is listed, and under which programs, comes at the end.
///
/// Kinds are told by their text: the numbers change. A party's listing date begins its wallets' tags; a wallet that was
/// added later is not told apart, for the file does not say when.
enum SDNAdvancedLabels: LabelList {
    static let name = "ofac-sdn-advanced"
    static let summary = "OFAC list SDN_ADVANCED.XML"

    static func recognises(_ sample: LabelSample) -> Bool {
        sample.text.hasPrefix("<") && sample.text.contains("<Sanctions") && !sample.text.contains("<sdnList")
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        OFACList.begin(&labels, list: name)
        let handler = SDNAdvancedHandler()
        try XMLStream.read(source, handler)
        OFACList.date(handler.date, &labels)
        if handler.tickers.isEmpty {
            labels.file.remarks.append("no kind of feature in it is a '\(OFACList.prefix)'")
        }
        for party in handler.parties { party.addWallets(to: &labels) }
    }
}

/// Keeps the parties that have wallets, nothing of the others.
private final class SDNAdvancedHandler: XMLHandler {
    enum Element: String, CaseIterable {
        case dateOfIssue = "DateOfIssue"
        case year = "Year"
        case month = "Month"
        case day = "Day"
        case featureType = "FeatureType"
        case party = "DistinctParty"
        case profile = "Profile"
        case alias = "Alias"
        case documentedName = "DocumentedName"
        case namePart = "NamePartValue"
        case feature = "Feature"
        case detail = "VersionDetail"
        case entry = "SanctionsEntry"
        case event = "EntryEvent"
        case measure = "SanctionsMeasure"
        case comment = "Comment"
    }

    /// Kinds of feature are few; more are no such table.
    private static let tickerLimit = 10_000

    private(set) var date: Int64?
    /// By the file's number of the kind of feature.
    private(set) var tickers: [String: String] = [:]
    private(set) var parties: [SanctionedParty] = []
    private var placeByProfile: [String: Int] = [:]

    private var typeNumber = ""
    private var isIssueDate = false
    private var ymd = ("", "", "")
    private var party = SanctionedParty()
    private var profile = ""
    private var isPrimary = false
    private var nameParts: [String] = []
    private var hasName = false
    private var ticker: String?
    /// The party of the sanctions entry that is open, if it has wallets.
    private var listed: Int?
    private var isEvent = false
    private var isMeasure = false

    func start(_ element: Element, _ xml: XMLStream) {
        switch element {
        case .dateOfIssue: (isIssueDate, ymd) = (true, ("", "", ""))
        case .featureType: typeNumber = xml.attribute("ID") ?? ""
        case .party:
            (party, profile, hasName, ticker) = (SanctionedParty(), "", false, nil)
            party.number = xml.attribute("FixedRef") ?? ""
        case .profile: profile = xml.attribute("ID") ?? ""
        case .alias: isPrimary = xml.attribute("Primary") == "true"
        case .documentedName: nameParts = []
        case .feature: ticker = xml.attribute("FeatureTypeID").flatMap { tickers[$0] }
        case .entry: listed = xml.attribute("ProfileID").flatMap { placeByProfile[$0] }
        case .event: (isEvent, ymd) = (listed != nil, ("", "", ""))
        case .measure: isMeasure = listed != nil
        default: break
        }
    }

    func end(_ element: Element, _ bytes: UnsafeBufferPointer<UInt8>, _ xml: XMLStream) {
        var text: String { LabelEntry.trimmed(String(decoding: bytes, as: UTF8.self)) }
        switch element {
        case .year where isIssueDate || isEvent: ymd.0 = text
        case .month where isIssueDate || isEvent: ymd.1 = text
        case .day where isIssueDate || isEvent: ymd.2 = text
        case .dateOfIssue: (isIssueDate, date) = (false, LabelDate.seconds(year: ymd.0, month: ymd.1, day: ymd.2))
        case .featureType:
            guard let ticker = OFACList.ticker(text), tickers.count < SDNAdvancedHandler.tickerLimit else { return }
            tickers[typeNumber] = ticker
        case .namePart: if nameParts.count < 16 { nameParts.append(text) }
        case .documentedName: takeName()
        case .alias: isPrimary = false
        case .detail:
            guard let ticker else { return }
            party.wallets.append(
                .init(line: xml.line, ticker: ticker, address: String(decoding: bytes, as: UTF8.self)))
        case .feature: ticker = nil
        case .party: takeParty()
        case .event: takeEvent()
        case .comment: if isMeasure, let listed { parties[listed].add(program: text) }
        case .measure: isMeasure = false
        case .entry: listed = nil
        default: break
        }
    }

    /// The main name before any other; its first part is the family name where there are several.
    private func takeName() {
        guard let first = nameParts.first, isPrimary && !hasName || party.name.isEmpty else { return }
        party.name = nameParts.count == 1 ? first : first + ", " + nameParts.dropFirst().joined(separator: " ")
        hasName = isPrimary
    }

    private func takeParty() {
        guard !party.wallets.isEmpty else { return }
        if placeByProfile[profile] == nil { placeByProfile[profile] = parties.count }
        parties.append(party)
    }

    /// The earliest of the events by which the party came onto the list.
    private func takeEvent() {
        guard isEvent, let listed else { return }
        isEvent = false
        guard let time = LabelDate.seconds(year: ymd.0, month: ymd.1, day: ymd.2) else { return }
        parties[listed].since = min(parties[listed].since ?? time, time)
    }
}
