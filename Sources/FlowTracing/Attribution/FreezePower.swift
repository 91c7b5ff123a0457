/// Who can keep value from moving where it lies. A record of the ledger says where it lies; who holds the power is what
/// public knowledge of the asset and the lists say, and it is inference where the service is.
public struct FreezePower: Sendable, Equatable {
    /// Who issued the token and can freeze it at any address; `nil` for coins, and where no such issuer is known.
    public var issuer: Party?
    /// The service in whose custody it is.
    public var custodian: Party?

    public struct Party: Sendable, Equatable {
        /// `nil` for a service that no list names.
        public var name: String?
        public var category: String?
        /// ISO 3166 country code, upper case.
        public var jurisdiction: String?
        /// Only a heuristic says that it holds the value.
        public var isInferred: Bool

        public init(name: String?, category: String? = nil, jurisdiction: String? = nil, isInferred: Bool = false) {
            (self.name, self.category) = (name, category)
            (self.jurisdiction, self.isInferred) = (jurisdiction, isInferred)
        }
    }

    public init(issuer: Party? = nil, custodian: Party? = nil) {
        (self.issuer, self.custodian) = (issuer, custodian)
    }

    public var isNobody: Bool { issuer == nil && custodian == nil }

    /// Who can freeze an asset wherever it lies.
    public init(atRest asset: Asset) { self.init(issuer: FreezePower.issuer(of: asset)) }

    /// Who can freeze value of `asset` that ended at `endpoint`: nobody in a mixer, on a bridge, or at a service of which
    /// no answer can be expected.
    public init(_ asset: Asset, at endpoint: Endpoint) {
        switch endpoint.kind {
        case .mixer, .bridge: self.init()
        case .endpoint, .inferredEndpoint:
            let tag = endpoint.deposit?.service ?? (endpoint.kind == .endpoint ? endpoint.tag : nil)
            let category = tag?.category?.name ?? (endpoint.category == "stop" ? nil : endpoint.category)
            self.init(issuer: FreezePower.issuer(of: asset))
            if FreezePower.unanswering.contains(category ?? "") { return }
            custodian = Party(
                name: tag.map { $0.entity ?? $0.label }, category: category, jurisdiction: tag?.jurisdiction,
                isInferred: endpoint.kind == .inferredEndpoint)
        }
    }

    private static func issuer(of asset: Asset) -> Party? {
        asset.issuer.map { Party(name: $0, category: "issuer", jurisdiction: FreezePower.homes[$0]) }
    }

    /// Where issuers are licensed: Tether International (El Salvador, since 2025), Circle and Paxos (New York).
    static let homes = ["Tether": "SV", "Circle": "US", "Paxos": "US"]

    /// Custodians that serve crime: they hold the value, and freeze nothing for its victims.
    public static let unanswering: Set<String> = ["darknet_market", "guarantee_marketplace"]
}

/// One place where part of a case's value can be frozen.
public struct FreezeEntry: Sendable, Equatable {
    public enum Place: String, Sendable {
        case resting, endpoint, inferredEndpoint
    }
    public var place: Place
    public var address: AddressID
    /// Tainted value, base units.
    public var amount: Amount
    public var power: FreezePower
    /// Unix seconds: since when it rests there, or its last arrival at a service.
    public var since: Int64
    /// True at rest, as of the ledger's last record. At a service nobody outside knows.
    public var isStillThere: Bool
}

/// Whom to ask for what first: what a case left at rest and at services, for one asset. Amounts of different assets cannot
/// be compared without a price, so each has a queue of its own.
///
/// The order is that of amount × freezable × still there, descending, with weights in integers: freezable counts 1, and 0
/// puts a place outside the queue; still there counts 2 at rest, where the ledger shows it, and 1 at a service, where
/// nobody outside knows. Ties: still there first, then the larger amount, then the address.
public struct FreezeQueue: Sendable, Equatable {
    public var entries: [FreezeEntry] = []
    /// What nobody known can freeze: at rest, and at services that will not answer.
    public var outOfReach: Amount = 0

    static let weightAtRest: Amount = 2
    static let weightAtService: Amount = 1

    /// - Complexity: O(n log n) in the places.
    public init(_ trace: AssetTrace, _ ledger: Ledger) {
        let asset = ledger.assets[Int(trace.asset)]
        for endpoint in trace.endpoints where endpoint.coinjoin == nil {
            let place: FreezeEntry.Place
            switch endpoint.kind {
            case .endpoint: place = .endpoint
            case .inferredEndpoint: place = .inferredEndpoint
            case .mixer, .bridge: continue
            }
            take(
                FreezeEntry(
                    place: place, address: endpoint.address, amount: endpoint.amount,
                    power: FreezePower(asset, at: endpoint),
                    since: endpoint.arrivals.last.map { ledger.time(Int($0.row)) } ?? 0, isStillThere: false))
        }
        // What the data do not cover may have moved on: it is never offered.
        for resting in trace.resting where resting.isCovered {
            take(
                FreezeEntry(
                    place: .resting, address: resting.address, amount: resting.amount,
                    power: FreezePower(atRest: asset), since: resting.since, isStillThere: true))
        }
        entries.sort { FreezeQueue.precedes($0, $1, ledger) }
    }

    private mutating func take(_ entry: FreezeEntry) {
        if entry.amount == 0 { return }
        if entry.power.isNobody {
            outOfReach.addClamping(entry.amount)
        } else {
            entries.append(entry)
        }
    }

    private static func precedes(_ a: FreezeEntry, _ b: FreezeEntry, _ ledger: Ledger) -> Bool {
        let x = a.amount.multipliedFullWidth(by: a.isStillThere ? weightAtRest : weightAtService)
        let y = b.amount.multipliedFullWidth(by: b.isStillThere ? weightAtRest : weightAtService)
        if (x.high, x.low) != (y.high, y.low) { return (x.high, x.low) > (y.high, y.low) }
        if a.isStillThere != b.isStillThere { return a.isStillThere }
        return a.address != b.address && ledger.precedes(a.address, b.address)
    }
}
