import FlowTracing

/// Which chain a file's transactions are of: `--chain`, else what its first addresses tell, else Bitcoin.
enum TransactionNetwork {
    /// - Parameter members: names of the members whose values are addresses.
    /// - Throws: where `--chain` names no UTXO chain.
    static func of(
        _ file: ByteSource, _ options: InputOptions, members: Set<String>
    ) throws(InputError) -> ScriptNetwork {
        if let name = options.chain {
            if let network = ScriptNetwork(chain: name) { return network }
            let known = ScriptNetwork.allCases.map { $0.title.lowercased() }.joined(separator: ", ")
            throw .option(
                name: "--chain", value: name, reason: "'\(file.name)' holds transactions of a UTXO chain: \(known)")
        }
        let window = try ByteWindow(file)
        try window.fill(atLeast: FileStart.length)
        var cursor = JSONCursor(
            window.base, from: window.start, to: min(window.end, window.start + FileStart.length))
        var search = Search(members: members)
        // The text may end inside a value, or be none: whoever decodes it will say so.
        while !search.isDecided, (try? cursor.peek()) != nil, (try? search.visit(&cursor, depth: 0)) != nil {}
        return search.found ?? .bitcoin
    }

    private struct Search {
        let members: Set<String>
        var found: ScriptNetwork?
        /// An address was seen that no other chain writes so.
        var isDecided = false

        /// - Parameter isAddress: strings here are addresses.
        mutating func visit(_ cursor: inout JSONCursor, depth: Int, isAddress: Bool = false) throws(JSONFault) {
            if isDecided { return }
            switch try cursor.peek() {
            case 0x22:
                let text = try cursor.string { isAddress && $0.count <= 160 ? String(decoding: $0, as: UTF8.self) : "" }
                if isAddress, !text.isEmpty { note(text) }
            case 0x7B where depth < InputLimit.depth:
                cursor.i += 1
                if try cursor.closes(0x7D) { return }
                repeat {
                    _ = try cursor.peek()
                    let isMember = try cursor.string { members.contains(String(decoding: $0, as: UTF8.self)) }
                    try cursor.expect(0x3A)
                    try visit(&cursor, depth: depth + 1, isAddress: isMember)
                    if isDecided { return }
                } while try cursor.goesOn(until: 0x7D)
            case 0x5B where depth < InputLimit.depth:
                cursor.i += 1
                if try cursor.closes(0x5D) { return }
                repeat {
                    try visit(&cursor, depth: depth + 1, isAddress: isAddress)
                    if isDecided { return }
                } while try cursor.goesOn(until: 0x5D)
            default: try cursor.skipValue(depth: depth)
            }
        }

        private mutating func note(_ address: String) {
            guard let network = ScriptNetwork.recognise(address) else { return }
            found = found ?? network
            // Others have written script hashes as Bitcoin does.
            guard network != .bitcoin || !address.hasPrefix("3") else { return }
            (found, isDecided) = (network, true)
        }
    }
}
