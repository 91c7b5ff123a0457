/// How an output of a UTXO chain is locked, as far as an address tells it.
public enum ScriptKind: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// P2PKH, and P2PK by the same key: who can spend the one can spend the other.
    case pubkeyHash
    case scriptHash
    case witnessPubkeyHash
    case witnessScriptHash
    case taproot
    /// Bare m-of-n: no address exists; named by the hash of the script.
    case multisig
    /// Any other script; named by its hash.
    case nonstandard
    /// `OP_RETURN`: nobody can ever spend it. All of them are one address.
    case data
    /// The shielded pool of a chain that has one: value in it is not tracked. One address.
    case shielded

    /// Bytes of the payload that name the address.
    public var payloadBytes: Int {
        switch self {
        case .pubkeyHash, .scriptHash, .witnessPubkeyHash, .multisig, .nonstandard: 20
        case .witnessScriptHash, .taproot: 32
        case .data, .shielded: 0
        }
    }
}

/// Who can spend an output, by its script: the identity of an address on a UTXO chain.
public struct ScriptAddress: Hashable, Sendable, BitwiseCopyable {
    public var network: ScriptNetwork
    public var kind: ScriptKind
    /// The first `kind.payloadBytes` bytes count; the others are zero.
    public var payload: Hash32

    public init(network: ScriptNetwork, kind: ScriptKind, payload: Hash32) {
        (self.network, self.kind, self.payload) = (network, kind, payload)
    }
}
