import FlowTracing

/// Reads who owns an output: from its script, checked against the address that stands beside it.
struct OwnerReader {
    let network: ScriptNetwork
    private var script: [UInt8] = []
    private var scriptBytes: Int?
    private var owner: ScriptAddress?
    /// What stands in the list of addresses: where its first begins, and how many there are.
    private var firstText = ""
    private var firstPlace = 0
    private var texts = 0

    /// Sources that know no address for a script name it so, by its hash.
    private static let unnamed = "nonstandard"

    init(_ network: ScriptNetwork) { self.network = network }

    /// Forgets the output before.
    mutating func begin() {
        (scriptBytes, owner, texts) = (nil, nil, 0)
    }

    mutating func readScript(_ cursor: inout JSONCursor) throws(JSONFault) {
        _ = try cursor.peek()
        let at = cursor.i
        let network = network
        var bytes: [UInt8] = []
        swap(&bytes, &script)
        let (count, address) = try cursor.text { text -> (Int?, ScriptAddress?) in
            guard let count = HexDigits.decode(text, into: &bytes) else { return (nil, nil) }
            return bytes.withUnsafeBufferPointer {
                (count, ScriptAddress(script: UnsafeBufferPointer(rebasing: $0[..<count]), network: network))
            }
        }
        swap(&bytes, &script)
        guard let count else { throw .bad(at, "is not hexadecimal") }
        (scriptBytes, owner) = (count, address)
    }

    mutating func readAddress(_ cursor: inout JSONCursor) throws(JSONFault) {
        _ = try cursor.peek()
        let at = cursor.i
        let text = try cursor.text { String(decoding: $0, as: UTF8.self) }
        // Some nodes write the only address twice: as `address`, and as a list of one.
        if texts > 0, text == firstText { return }
        if texts == 0 { (firstText, firstPlace) = (text, at) }
        texts += 1
    }

    mutating func readAddresses(_ cursor: inout JSONCursor) throws(JSONFault) {
        try cursor.array { (cursor: inout JSONCursor, _) throws(JSONFault) in
            if try !cursor.isNull() { try readAddress(&cursor) }
        }
    }

    /// Who owns the output: by the script, else by its only address; `nil` where neither says it.
    ///
    /// - Throws: where the address is none of the network, or another than the script pays to.
    mutating func finish() throws(JSONFault) -> ScriptAddress? {
        guard texts > 0 else { return owner }
        if texts > 1 {
            // The keys of a bare multisig script, which has no address of its own.
            guard let owner, owner.kind != .multisig, owner.kind != .nonstandard else { return owner }
            throw .bad(firstPlace, "is one of \(texts) addresses of a script that pays to \(owner.text) alone")
        }
        if firstText.hasPrefix(OwnerReader.unnamed) { return try unnamedOwner() }
        guard let address = ScriptAddress(firstText, network: network) else {
            throw .bad(firstPlace, "is no address of \(network.title)")
        }
        guard let owner else { return address }
        // A bare multisig script of one key stands beside that key's address.
        guard address == owner || owner.kind == .multisig && address.kind == .pubkeyHash else {
            throw .bad(firstPlace, "is not the address of the script beside it, which pays to \(owner.text)")
        }
        return owner
    }

    /// `nonstandard…` stands for any script that the source's node writes no address for: a bare key, an `OP_RETURN`.
    private mutating func unnamedOwner() throws(JSONFault) -> ScriptAddress? {
        guard let count = scriptBytes else { return nil }
        let digest = script.withUnsafeBytes { SHA256Digest.of(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        guard firstText == OwnerReader.unnamed + Hex.text(Array(digest.prefix(20))) else {
            throw .bad(firstPlace, "is not the hash of the script beside it")
        }
        return owner
    }
}
