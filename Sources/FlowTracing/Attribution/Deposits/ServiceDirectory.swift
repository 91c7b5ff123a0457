/// Which service an address belongs to, by its tags, as far as anybody asked. Services are numbered as they are met.
struct ServiceDirectory {
    typealias Number = Int32
    /// Belongs to nobody that keeps deposit addresses.
    static let none: Number = -1

    private struct Place: Hashable {
        var address: AddressID
        var chain: ChainID
    }
    private var numbers: [String: Number] = [:]
    private var known: [Place: (service: Number, tag: Tag)?] = [:]

    /// - Complexity: O(1) expected once asked; a byte for an address without a name.
    mutating func service(_ address: AddressID, _ chain: ChainID, _ field: TraceField) -> Number {
        if field.standing(address, chain: chain).role != .endpoint { return Self.none }
        return look(address, chain, field)?.service ?? Self.none
    }

    /// The tag by which an address is a service's.
    mutating func tag(_ address: AddressID, _ chain: ChainID, _ field: TraceField) -> Tag? {
        look(address, chain, field)?.tag
    }

    private mutating func look(
        _ address: AddressID, _ chain: ChainID, _ field: TraceField
    ) -> (service: Number, tag: Tag)? {
        let place = Place(address: address, chain: chain)
        if let answer = known[place] { return answer }
        var answer: (service: Number, tag: Tag)?
        if let tag = field.tags(of: address, chain: chain).first(where: { $0.role != .none }),
            DepositRules.categories.contains(tag.category?.name ?? "")
        {
            let name = ServiceDirectory.name(tag)
            let number = numbers[name] ?? Number(numbers.count)
            numbers[name] = number
            answer = (number, tag)
        }
        known[place] = .some(answer)
        return answer
    }

    /// Two tags of one service read alike: the entity in letters and digits; without one the label, less what tells its
    /// addresses apart (`Harbour 7`, `Harbour hot wallet 2`).
    static func name(_ tag: Tag) -> String {
        func folded(_ text: some StringProtocol) -> String {
            text.lowercased().filter { $0.isLetter || $0.isNumber }
        }
        if let entity = tag.entity {
            let name = folded(entity)
            if !name.isEmpty { return name }
        }
        let words = tag.label.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map { folded($0) }
        let kept = words.filter { !wordsOfPlaces.contains($0) && !$0.allSatisfy(\.isNumber) }
        return (kept.isEmpty ? words : kept).joined()
    }

    private static let wordsOfPlaces: Set<String> = [
        "hot", "cold", "wallet", "deposit", "address", "account", "reserve", "treasury", "main", "user",
    ]

    /// Some list says that the address is one customer's, not the place where a service gathers.
    static func saysDeposit(_ tag: Tag) -> Bool { tag.label.lowercased().contains("deposit") }
}
