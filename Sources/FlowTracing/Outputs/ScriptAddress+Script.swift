/// What a script says about who can spend it, by the templates of Bitcoin Core's `Solver`.
extension ScriptAddress {
    /// The address that an output script pays to. Every script has one; see `ScriptKind`.
    ///
    /// Keys are told by their length and first byte, as nodes do: whether they lie on the curve is not checked. Every
    /// script that begins with `OP_RETURN` is `data`, whatever follows: nobody can spend it.
    ///
    /// - Complexity: O(1) without a hash for hashes and witness programs; two hashes for a bare key; one over the script
    ///   for multisig and for what no template fits. No allocation.
    public init(script: UnsafeBufferPointer<UInt8>, network: ScriptNetwork) {
        let count = script.count
        guard count > 0, let base = script.baseAddress.map({ UnsafeRawPointer($0) }) else {
            self.init(hashing: script, kind: .nonstandard, network: network)
            return
        }
        switch script[0] {
        case Opcode.dup
        where count == 25 && script[1] == Opcode.hash160 && script[2] == 20 && script[23] == Opcode.equalVerify
            && script[24] == Opcode.checkSig:
            self.init(network: network, kind: .pubkeyHash, payload: Hash32(first20: base + 3))
        case Opcode.hash160 where count == 23 && script[1] == 20 && script[22] == Opcode.equal:
            self.init(network: network, kind: .scriptHash, payload: Hash32(first20: base + 2))
        case Opcode.zero where count == 22 && script[1] == 20 && network.hasWitness:
            self.init(network: network, kind: .witnessPubkeyHash, payload: Hash32(first20: base + 2))
        case Opcode.zero where count == 34 && script[1] == 32 && network.hasWitness:
            self.init(network: network, kind: .witnessScriptHash, payload: Hash32(base + 2))
        case Opcode.one where count == 34 && script[1] == 32 && network.hasWitness:
            self.init(network: network, kind: .taproot, payload: Hash32(base + 2))
        case Opcode.return:
            self.init(network: network, kind: .data, payload: .zero)
        case 33, 65:
            let length = Int(script[0])
            let key = UnsafeBufferPointer(rebasing: script[1..<min(1 + length, count)])
            if count == length + 2, script[count - 1] == Opcode.checkSig, PublicKeyForm.isValid(key) {
                self.init(
                    network: network, kind: .pubkeyHash, payload: Hash32(first20: RIPEMD160.hash160(key)))
            } else {
                self.init(hashing: script, kind: .nonstandard, network: network)
            }
        default:
            let isMultisig = script[count - 1] == Opcode.checkMultisig && MultisigTemplate.matches(script)
            self.init(hashing: script, kind: isMultisig ? .multisig : .nonstandard, network: network)
        }
    }

    /// A script that no address exists for: the first 20 bytes of its SHA-256 name it.
    private init(hashing script: UnsafeBufferPointer<UInt8>, kind: ScriptKind, network: ScriptNetwork) {
        let digest = SHA256.digest(script)
        self.init(
            network: network, kind: kind,
            payload: Hash32(
                UInt64(digest[0]) << 32 | UInt64(digest[1]), UInt64(digest[2]) << 32 | UInt64(digest[3]),
                UInt64(digest[4]) << 32, 0))
    }
}

/// The operations that templates are made of.
enum Opcode {
    static let zero: UInt8 = 0x00
    static let pushData1: UInt8 = 0x4C
    static let pushData2: UInt8 = 0x4D
    static let pushData4: UInt8 = 0x4E
    static let one: UInt8 = 0x51
    static let sixteen: UInt8 = 0x60
    static let `return`: UInt8 = 0x6A
    static let dup: UInt8 = 0x76
    static let equal: UInt8 = 0x87
    static let equalVerify: UInt8 = 0x88
    static let hash160: UInt8 = 0xA9
    static let checkSig: UInt8 = 0xAC
    static let checkMultisig: UInt8 = 0xAE
}

/// How a public key of secp256k1 is written: 33 bytes from 02 or 03, 65 from 04, or from 06 or 07 (the hybrid form of
/// early software, which nodes accept to this day).
enum PublicKeyForm {
    static func isValid(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        switch key.count {
        case 33: key[0] == 2 || key[0] == 3
        case 65: key[0] == 4 || key[0] == 6 || key[0] == 7
        default: false
        }
    }
}

extension Hash32 {
    static let zero = Hash32(0, 0, 0, 0)

    /// 20 bytes and twelve zeros.
    @inline(__always)
    init(first20 bytes: UnsafeRawPointer) {
        self.init(
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))) << 32, 0)
    }

    @inline(__always)
    init(first20 bytes: AddressBytes) { self.init(bytes.high, bytes.middle, UInt64(bytes.low) << 32, 0) }

    /// 32 bytes, first byte most significant.
    @inline(__always)
    init(_ bytes: UnsafeRawPointer) {
        self.init(
            UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)))
    }
}
