import FlowTracing

/// An address of a label list, with the chain it can be told to belong to.
///
/// Where a list names no chain the form decides: `0x` and 40 hex digits are that address on any chain, `T…` is TRON.
/// Base58 addresses must pass their checksum, so that a typing error labels nobody.
struct LabelAddress {
    var chain: String?
    var address: Address
    /// The same text as it stands in ledgers whose addresses are compared as text.
    var twin: Address?

    struct Fault: Error { var reason: String }

    static let limit = 200

    static func parse(_ text: String, chain: String?) -> Result<LabelAddress, Fault> {
        if let reason = generalFault(text) { return .failure(Fault(reason: reason)) }
        guard let chain, !chain.isEmpty else { return guess(text) }
        let known = Chain(name: chain)
        switch known.form {
        case .text:
            if known.name.hasPrefix("bip122:"), let reason = bitcoinFault(text) {
                return .failure(Fault(reason: reason))
            }
            return .success(LabelAddress(chain: known.name, address: .text(text)))
        case .evm, .tron:
            guard let address = Address(text, form: known.form) else {
                let why = known.form == .tron && text.hasPrefix("T") ? ": its checksum fails" : ""
                return .failure(Fault(reason: "is no address of \(known.name)\(why)"))
            }
            return .success(LabelAddress(chain: known.name, address: address))
        }
    }

    private static func generalFault(_ text: String) -> String? {
        if text.isEmpty { return "is no address: it is empty" }
        if text.utf8.count > limit { return "is no address: it is longer than \(limit) bytes" }
        if text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7f }) {
            return "is no address: it has blanks inside"
        }
        let utf8 = Array(text.utf8)
        let digits = utf8.starts(with: Array("0x".utf8)) ? utf8.dropFirst(2) : utf8[...]
        if digits.count == 64, digits.allSatisfy({ Hex.value($0) != nil }) {
            return "is no address: 64 hex digits are a hash or a public key"
        }
        return nil
    }

    private static func guess(_ text: String) -> Result<LabelAddress, Fault> {
        if text.utf8.count == 42, let address = Address(text, form: .evm), text.hasPrefix("0") {
            return .success(LabelAddress(chain: nil, address: address, twin: .text(text)))
        }
        let looksTron = text.hasPrefix("T") && text.utf8.count == 34
        let looksTronHex = text.hasPrefix("41") && text.utf8.count == 42
        if looksTron || looksTronHex, let address = Address(text, form: .tron) {
            return .success(LabelAddress(chain: "tron", address: address))
        }
        if looksTron { return .failure(Fault(reason: "is no TRON address: its checksum fails")) }
        if let reason = bitcoinFault(text, assumed: true) { return .failure(Fault(reason: reason)) }
        return .success(LabelAddress(chain: nil, address: .text(text)))
    }

    /// Why `text` is no Bitcoin address; Bech32 is not verified here.
    ///
    /// - Parameter assumed: nobody said that it is one: only texts of its exact form are judged.
    private static func bitcoinFault(_ text: String, assumed: Bool = false) -> String? {
        let lower = text.lowercased()
        if lower.hasPrefix("bc1") || lower.hasPrefix("tb1") { return nil }
        let utf8 = Array(text.utf8)
        let hasForm = (25...35).contains(utf8.count) && (utf8[0] == 0x31 || utf8[0] == 0x33)
        if assumed, !hasForm || !utf8.allSatisfy(isBase58) { return nil }
        if let payload = Base58Check.decode(utf8), payload.count == 21 { return nil }
        return hasForm ? "is no Bitcoin address: its checksum fails" : "is no Bitcoin address"
    }

    private static func isBase58(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x31...0x39, 0x41...0x48, 0x4a...0x4e, 0x50...0x5a, 0x61...0x6b, 0x6d...0x7a: true
        default: false
        }
    }
}
