/// Groups of addresses whose dealings with others are asked about as one, though each address holds for itself: not one
/// owner, but one case.
final class ScreeningGroups: Sendable {
    /// By address of the account chains: its group; `.max` for none.
    let groupOf: Column<UInt32>
    /// By group, an address of it; `.max` where it has none of its own.
    let names: [AddressID]

    var count: Int { names.count }

    /// - Parameter list: an address of several groups is of the first of them.
    /// - Complexity: O(addresses + members).
    init(_ list: [[AddressID]], addressCount: Int) {
        let column = Column<UInt32>(repeating: .max, count: addressCount)
        var names: [AddressID] = []
        for (number, members) in list.enumerated() {
            let own = members.filter { column[$0] == .max }
            for one in own { column[one] = UInt32(number) }
            names.append(own.first ?? .max)
        }
        groupOf = column
        self.names = names
    }
}
