import FlowTracing

/// An address of a label list, with the chain it can be told to belong to.
///
/// Where a list names no chain the form decides (`AddressCheck`). Checksums must be right, so that a typing error labels
/// nobody. A ticker is not a chain: an address that only another chain can have is taken as that chain's, and reported
/// (a sanctions list carries a TRON address as one of Bitcoin).
struct LabelAddress {
    var chain: String?
    var address: Address
    /// The other addresses that the text may be, and the text itself as it stands in ledgers that compare addresses so.
    var twins: [Address] = []
    /// What had to be mended, as the end of a sentence that begins with the text.
    var remark: String?

    struct Fault: Error { var reason: String }

    /// - Parameter named: the chain that the list names.
    static func parse(_ text: String, on named: Chain?) -> Result<LabelAddress, Fault> {
        switch AddressCheck(text, on: named) {
        case .invalid(let reason):
            guard let named, ScriptNetwork(chain: named.name) != nil,
                case .valid(let chain?, _) = AddressCheck(text),
                case .success(var other) = parse(text, on: Chain(name: chain))
            else { return .failure(Fault(reason: reason)) }
            other.remark = reason + ", and read as that"
            return .success(other)
        case .unknown: return .success(LabelAddress(chain: named?.name, address: .text(text)))
        case .valid(let chain, let addresses):
            var label = LabelAddress(chain: chain, address: addresses[0], twins: Array(addresses.dropFirst()))
            let form = chain.map { $0 == named?.name ? named?.form : Chain(name: $0).form } ?? .text
            // No ledger of an EVM chain or TRON compares texts; one of an unnamed chain may, whatever the form tells.
            if form == .text {
                label.twins.append(.text(text))
                if named == nil { label.chain = nil }
            }
            return .success(label)
        }
    }
}
