/// Which authority, or nobody, stands behind a list. Kinds are reported side by side and never merged into "sanctioned".
public enum ListKind: String, Sendable, CaseIterable, Comparable {
    /// OFAC's list of specially designated nationals.
    case ofacSDN = "ofac-sdn"
    /// Any other authority's sanctions list.
    case otherSanctions = "other-sanctions"
    /// A finding of primary money laundering concern (31 U.S.C. 5318A, USA PATRIOT Act section 311).
    case section311 = "section-311"
    /// Frozen by the issuer of a token.
    case issuerFreeze = "issuer-freeze"
    /// Seized or forfeited by a court.
    case seizure
    /// Anybody's research, reports or claims.
    case community

    public static func < (a: ListKind, b: ListKind) -> Bool { a.rank < b.rank }

    var rank: Int { ListKind.allCases.firstIndex(of: self) ?? 0 }

    /// For people.
    public var summary: String {
        switch self {
        case .ofacSDN: "OFAC list of specially designated nationals"
        case .otherSanctions: "sanctions list of another authority"
        case .section311: "finding of primary money laundering concern (section 311)"
        case .issuerFreeze: "frozen by the token's issuer"
        case .seizure: "seized or forfeited by a court"
        case .community: "research, reports and claims of anybody"
        }
    }
}
