/// How addresses of UTXO chains are written.
extension ScriptAddress {
    /// The address as its chain writes it: Base58Check, Bech32, Bech32m or CashAddr (with its prefix); `multisig` or
    /// `nonstandard` and 40 hex digits, `op_return`, `shielded` where the chain has no way.
    ///
    /// One address has one text, and the text with the network is the address.
    public var text: String {
        switch kind {
        case .pubkeyHash:
            if network == .bitcoinCash { return CashAddr.encode(type: 0, hash: bytes, prefix: CashAddr.bitcoinCash) }
            return Base58Check.encode(network.pubkeyHashVersion + bytes)
        case .scriptHash:
            if network == .bitcoinCash { return CashAddr.encode(type: 1, hash: bytes, prefix: CashAddr.bitcoinCash) }
            return Base58Check.encode(network.scriptHashVersions[0] + bytes)
        case .witnessPubkeyHash, .witnessScriptHash: return witnessText(version: 0)
        case .taproot: return witnessText(version: 1)
        case .multisig: return ScriptAddress.multisigPrefix + Hex.text(bytes)
        case .nonstandard: return ScriptAddress.nonstandardPrefix + Hex.text(bytes)
        case .data: return ScriptAddress.dataText
        case .shielded: return ScriptAddress.shieldedText
        }
    }

    private static let multisigPrefix = "multisig"
    private static let nonstandardPrefix = "nonstandard"
    private static let dataText = "op_return"
    private static let shieldedText = "shielded"

    /// The bytes that name the address; see `ScriptKind.payloadBytes`.
    public var bytes: [UInt8] { Array(payload.bytes.prefix(kind.payloadBytes)) }

    private func witnessText(version: UInt8) -> String {
        guard let prefix = network.witnessPrefix else {
            preconditionFailure("\(network) has no witness programs")
        }
        return WitnessProgram(version: version, program: bytes).text(prefix: prefix)
    }

    /// Reads an address of `network`: every form it is known by, and the names of scripts without an address (`text`).
    /// `nil` where letters, length or checksum are wrong. An address of a witness version that means nothing yet is the
    /// nonstandard script it stands for.
    ///
    /// - Complexity: O(1): texts of more than 160 letters are refused.
    public init?(_ text: String, network: ScriptNetwork) {
        if let named = ScriptAddress(named: text, network: network) {
            self = named
        } else {
            self.init(encoded: text, network: network)
        }
    }

    /// One of the names that this project gives to scripts without an address.
    private init?(named text: String, network: ScriptNetwork) {
        switch text {
        case ScriptAddress.dataText: self.init(network: network, kind: .data, payload: .zero)
        case ScriptAddress.shieldedText: self.init(network: network, kind: .shielded, payload: .zero)
        default:
            let prefixes: [(String, ScriptKind)] = [
                (ScriptAddress.multisigPrefix, .multisig), (ScriptAddress.nonstandardPrefix, .nonstandard),
            ]
            guard let (prefix, kind) = prefixes.first(where: { text.hasPrefix($0.0) }),
                text.utf8.count == prefix.utf8.count + 40,
                let bytes = Hex.bytes(Array(text.utf8.dropFirst(prefix.utf8.count)))
            else { return nil }
            self.init(network: network, kind: kind, bytes: bytes)
        }
    }

    /// An address with a checksum.
    init?(encoded text: String, network: ScriptNetwork) {
        let utf8 = Array(text.utf8)
        if let prefix = network.witnessPrefix, let witness = WitnessProgram(utf8, prefix: prefix) {
            self = witness.script.withUnsafeBufferPointer { ScriptAddress(script: $0, network: network) }
        } else if network == .bitcoinCash, let cash = CashAddr.decode(utf8, prefix: CashAddr.bitcoinCash) {
            // 2 and 3 pay to the same scripts as 0 and 1; scripts of a longer hash are a template of their own, not read.
            guard cash.hash.count == 20, cash.type < 4 else { return nil }
            self.init(network: network, kind: cash.type & 1 == 0 ? .pubkeyHash : .scriptHash, bytes: cash.hash)
        } else if let payload = Base58Check.decode(utf8) {
            let version = Array(payload.dropLast(20))
            if version == network.pubkeyHashVersion {
                self.init(network: network, kind: .pubkeyHash, bytes: payload.suffix(20))
            } else if network.scriptHashVersions.contains(version) {
                self.init(network: network, kind: .scriptHash, bytes: payload.suffix(20))
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    /// `bytes` as many as `kind` has.
    init(network: ScriptNetwork, kind: ScriptKind, bytes: some Collection<UInt8>) {
        precondition(bytes.count == kind.payloadBytes)
        self.init(
            network: network, kind: kind,
            payload: Hash32(Array(bytes) + [UInt8](repeating: 0, count: 32 - bytes.count)))
    }
}

extension CashAddr {
    static let bitcoinCash = "bitcoincash"
}
