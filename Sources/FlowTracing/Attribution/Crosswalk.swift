/// Our categories in the words of others: the INTERPOL Dark Web and Virtual Assets taxonomy (its ids verbatim, irregular
/// as they are), GraphSense's concepts, and AADAPT techniques or MISP's threat names.
///
/// Sources: DW-VA Taxonomy 0.3 (entities) and 0.1 (abuses); GraphSense TagPack concepts; MITRE AADAPT.
public struct Crosswalk: Sendable, Equatable {
    public var category: Category
    /// Terms of DW-VA; empty where it has none.
    public var terms: [DWVATerm]
    /// The terms mean more than our category (`skos:broadMatch`), not the same.
    public var isBroader: Bool
    /// GraphSense concepts.
    public var concepts: [String]
    /// AADAPT technique or MISP threat name.
    public var technique: String?

    private init(
        _ category: String, _ terms: [DWVATerm], broader: Bool = false, _ concepts: [String], _ technique: String? = nil
    ) {
        self.category = Category(category)
        (self.terms, isBroader, self.concepts, self.technique) = (terms, broader, concepts, technique)
    }

    /// A category of ours in the words of others; `nil` where they have none.
    public static func of(_ category: Category) -> Crosswalk? { all.first { $0.category == category } }

    /// Ours in the order of the vocabulary.
    public static let all: [Crosswalk] = [
        Crosswalk("exchange", [.entity("exchange")], ["exchange"]),
        Crosswalk("vasp", [.entity("virtual_asset_service_provider")], ["exchange"]),
        Crosswalk("hosted_wallet", [.entity("hosted-wallet")], ["wallet_service"]),
        Crosswalk("unhosted_wallet", [.entity("unhosted-wallet")], []),
        Crosswalk("mixer", [.entity("tumbler")], ["mixing_service"], "ADT3030.003"),
        Crosswalk("coinjoin", [.entity("coinjoin")], ["coinjoin"], "ADT3030.003"),
        Crosswalk("coin_swapping", [.entity("coin_swapping")], [], "ADT3030.003"),
        Crosswalk("bridge", [.entity("bridge")], ["defi_bridge"], "ADT3005"),
        Crosswalk("dex", [.entity("dex")], ["defi_dex"], "ADT3005"),
        Crosswalk("smart_contract", [.entity("smart_contract")], [], "ADT3005"),
        Crosswalk(
            "guarantee_marketplace", [.entity("escrow"), .entity("shop")], broader: true, ["market", "escrow_wallet"],
            "Shadow Money Service Businesses"),
        Crosswalk("darknet_market", [.entity("dark_market")], ["market"]),
        Crosswalk("atm", [.entity("crypto_atm")], ["atm"]),
        Crosswalk("p2p", [.entity("peer_to_peer_exchange")], []),
        Crosswalk("money_mule", [.entity("money_mule")], [], "ADT3028.004"),
        Crosswalk("scam_compound", [.entity("actor")], broader: true, ["human_trafficking", "perpetrator"]),
        Crosswalk("sanctioned_party", [], ["sanction"], "Sanction Evasion"),
        Crosswalk("investment_fraud", [.abuse("scam")], broader: true, ["investment_fraud"], "Pig Butchering Scam"),
        Crosswalk(
            "pig_butchering", [.abuse("scam")], broader: true, ["investment_fraud", "scam"], "Pig Butchering Scam"),
        Crosswalk("romance_scam", [.abuse("scam")], broader: true, ["scam"], "Pig Butchering Scam"),
        Crosswalk("voice_phishing", [.abuse("phishing")], broader: true, ["social_engineering"]),
        Crosswalk("phishing", [.abuse("phishing")], ["phishing"]),
        Crosswalk("ransomware", [.abuse("ransomware")], ["ransomware"]),
        Crosswalk("sextortion", [.abuse("sextortion")], ["sextortion"]),
        Crosswalk("hack", [.abuse("service_hack")], ["service_hack"]),
        Crosswalk("ponzi", [.abuse("ponzi_scheme")], ["ponzi_scheme"]),
        Crosswalk("human_trafficking", [], ["human_trafficking"]),
        Crosswalk("money_laundering", [], ["money_laundering"]),
        Crosswalk("peel_chain", [], [], "ADT3028.005"),
        Crosswalk("layering", [], [], "ADT3028.003"),
        Crosswalk("chain_hop", [], [], "ADT3005"),
        Crosswalk("fan_in", [], [], "ADT3028"),
        Crosswalk("fan_out", [], [], "ADT3028"),
    ]
}

/// A term of the INTERPOL Dark Web and Virtual Assets taxonomy.
public struct DWVATerm: Hashable, Sendable {
    /// `entities` or `abuses`: the taxonomy has one scheme for each.
    public var scheme: String
    /// Verbatim.
    public var id: String

    public static func entity(_ id: String) -> DWVATerm { DWVATerm(scheme: "entities", id: id) }
    public static func abuse(_ id: String) -> DWVATerm { DWVATerm(scheme: "abuses", id: id) }

    public var iri: String {
        "https://interpol-innovation-centre.github.io/DW-VA-Taxonomy/taxonomies/\(scheme)#\(id)"
    }
}
