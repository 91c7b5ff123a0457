import FlowTracing

/// OFAC's SDN.XML: one `sdnEntry` a party, its wallets among its identifiers.
enum SDNLabels: LabelList {
    static let name = "ofac-sdn-xml"
    static let summary = "OFAC list SDN.XML"

    static func recognises(_ sample: LabelSample) -> Bool {
        sample.text.hasPrefix("<") && sample.text.contains("<sdnList")
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        OFACList.begin(&labels, list: name)
        let handler = Handler(labels)
        try XMLStream.read(source, handler)
        labels = handler.labels
    }

    private final class Handler: XMLHandler {
        enum Element: String, CaseIterable {
            case published = "Publish_Date"
            case sdnEntry, uid, firstName, lastName, program, id, idType, idNumber
            // Parts that have names and numbers of their own.
            case akaList, idList
            case addressList, dateOfBirthList, placeOfBirthList, nationalityList, citizenshipList, vesselInfo
        }

        var labels: LabelCollector
        private var party = SanctionedParty()
        private var firstName = ""
        /// Open parts of the entry.
        private var parts = 0
        private var ticker: String?
        private var address: (text: String, line: Int)?

        init(_ labels: LabelCollector) { self.labels = labels }

        func start(_ element: Element, _ xml: XMLStream) {
            switch element {
            case .sdnEntry: (party, firstName, parts) = (SanctionedParty(), "", 0)
            case .id: (ticker, address) = (nil, nil)
            case .akaList, .idList, .addressList, .dateOfBirthList, .placeOfBirthList, .nationalityList,
                .citizenshipList, .vesselInfo:
                parts += 1
            default: break
            }
        }

        func end(_ element: Element, _ bytes: UnsafeBufferPointer<UInt8>, _ xml: XMLStream) {
            var text: String { String(decoding: bytes, as: UTF8.self) }
            switch element {
            case .published: OFACList.date(LabelDate.american(LabelEntry.trimmed(text)), &labels)
            case .uid where parts == 0: party.number = text
            case .lastName where parts == 0: party.name = text
            case .firstName where parts == 0: firstName = text
            case .program: party.add(program: text)
            case .idType: ticker = OFACList.ticker(text)
            case .idNumber: address = (text, xml.line)
            case .id:
                if let ticker, let address {
                    party.wallets.append(.init(line: address.line, ticker: ticker, address: address.text))
                }
            case .akaList, .idList, .addressList, .dateOfBirthList, .placeOfBirthList, .nationalityList,
                .citizenshipList, .vesselInfo:
                parts -= 1
            case .sdnEntry:
                guard !party.wallets.isEmpty else { return }
                if !firstName.isEmpty { party.name += ", " + firstName }
                party.addWallets(to: &labels)
            default: break
            }
        }
    }
}
