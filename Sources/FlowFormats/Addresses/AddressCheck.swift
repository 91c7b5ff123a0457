import FlowTracing

/// What a text is as an address: **the** place where the checksums of all chains are verified.
///
/// For what people and lists write (labels, stops). Ledgers are decoded without it where exports drift: an EVM address in
/// the wrong case is still that address.
public enum AddressCheck: Sendable, Equatable {
    /// An address whose form and checksum are right.
    ///
    /// `chain` is the CAIP-2 name or `tron` where chain or form says it, else `nil`: 20 bytes are an address on any EVM
    /// chain, `1…` on Bitcoin and Bitcoin Cash alike. `addresses` are then all it may be, the likeliest first.
    case valid(chain: String?, addresses: [Address])
    /// Of no form that is known here: compared as text.
    case unknown
    /// Why not, as the end of a sentence that begins with the text: `is no Bitcoin address: its checksum fails`.
    case invalid(reason: String)

    /// Longer texts are no addresses: a limit against hostile input.
    static let limit = 200

    /// - Parameter chain: the chain that the address is said to be of, by any name; `nil` where nobody says.
    public init(_ text: String, chain: String? = nil) {
        self.init(text, on: chain.flatMap { $0.isEmpty ? nil : Chain(name: $0) })
    }

    init(_ text: String, on chain: Chain?) {
        if let reason = AddressCheck.generalFault(text) {
            self = .invalid(reason: reason)
        } else if let chain {
            self.init(text, of: chain)
        } else {
            self.init(guessing: text)
        }
    }

    private static func generalFault(_ text: String) -> String? {
        if text.isEmpty { return "is no address: it is empty" }
        if text.utf8.count > limit { return "is no address: it is longer than \(limit) bytes" }
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        if !isPlain,
            text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7f })
        {
            return "is no address: it has blanks inside"
        }
        let digits = text.hasPrefix("0x") ? text.utf8.dropFirst(2) : text.utf8[...]
        if digits.count == 64, digits.allSatisfy({ Hex.value($0) != nil }) {
            return "is no address: 64 hex digits are a hash or a public key"
        }
        return nil
    }

    private init(_ text: String, of chain: Chain) {
        switch chain.form {
        case .evm:
            if let address = Address(text, form: .evm) {
                self = .checked(text, address, chain: chain.name)
            } else {
                self = .invalid(reason: "is no address of \(chain.name)")
            }
        case .tron:
            if let address = Address(text, form: .tron) {
                self = .valid(chain: chain.name, addresses: [address])
            } else {
                let why = text.hasPrefix("T") ? ": its checksum fails" : ""
                self = .invalid(reason: "is no address of \(chain.name)\(why)")
            }
        case .text:
            guard let network = ScriptNetwork(chain: chain.name) else {
                self = .unknown
                return
            }
            if let address = ScriptAddress(text, network: network) {
                self = .valid(chain: chain.name, addresses: [.script(address)])
            } else if ScriptForm.isShielded(text, network) {
                self = .unknown
            } else {
                self = .invalid(reason: ScriptForm.fault(text, network))
            }
        }
    }

    /// Where nobody names the chain, the form decides. A text that only resembles an address of some chain is refused
    /// where no other chain writes its addresses so.
    private init(guessing text: String) {
        if text.utf8.count == 42, text.hasPrefix("0"), let address = Address(text, form: .evm) {
            self = .checked(text, address, chain: nil)
            return
        }
        let scripts = ScriptNetwork.allCases.compactMap { ScriptAddress(text, network: $0) }
        if ScriptForm.looksTron(text) {
            if let address = Address(text, form: .tron) {
                self = .valid(chain: "tron", addresses: [address])
            } else {
                self = text.hasPrefix("T") ? .invalid(reason: "is no TRON address: its checksum fails") : .unknown
            }
        } else if !scripts.isEmpty {
            let chain = scripts.count == 1 ? scripts[0].network.chainName : nil
            self = .valid(chain: chain, addresses: scripts.map { .script($0) })
        } else if let network = ScriptForm.resembled(by: text) {
            self = .invalid(reason: ScriptForm.fault(text, network))
        } else {
            self = .unknown
        }
    }

    /// An EVM address, unless its mixed case is a checksum that fails.
    private static func checked(_ text: String, _ address: Address, chain: String?) -> AddressCheck {
        // Which chain matters to a few that write the checksum in a way of their own.
        guard EIP55.verdict(text) == .wrong,
            EIP55.verdict(text, chain: chain.flatMap { UInt64($0.dropFirst("eip155:".count)) }) == .wrong
        else { return .valid(chain: chain, addresses: [address]) }
        return .invalid(reason: "is no address\(chain.map { " of \($0)" } ?? ""): its capitals are no EIP-55 checksum")
    }
}
