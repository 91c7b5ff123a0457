import FlowTracing

/// The tokens that a node source reads, as people list them: a line each, the contract first, then, where given, symbol
/// and decimals, separated by commas. Blank lines, a header (`address,…`) and lines that begin with `#` say nothing.
package struct TokenList: Sendable {
    package struct Token: Equatable, Sendable {
        package var contract: AddressBytes
        package var symbol: String
        package var decimals: Int?
    }
    package private(set) var tokens: [Token] = []

    private static let mostTokens = 1_000_000

    /// - Throws: `NodeFault` naming the line.
    /// - Complexity: O(bytes).
    package init(_ text: [UInt8], form: AddressForm) throws(NodeFault) {
        var seen: Set<AddressBytes> = []
        for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false).map {
                FieldText(trimming: $0).string
            }
            guard let first = fields.first, !first.isEmpty, !first.hasPrefix("#") else { continue }
            if tokens.isEmpty, first.lowercased() == "address" || first.lowercased() == "contract" { continue }
            guard case .bytes(let contract)? = Address(first, form: form) else {
                throw NodeFault("line \(number + 1): '\(Excerpt.text(first))' is no contract's address")
            }
            var decimals: Int?
            if fields.count > 2, !fields[2].isEmpty {
                guard let read = Int(fields[2]), (0...38).contains(read) else {
                    throw NodeFault(
                        "line \(number + 1): '\(Excerpt.text(fields[2]))' is no number of decimals (0 to 38)")
                }
                decimals = read
            }
            guard seen.insert(contract).inserted else { continue }
            guard tokens.count < TokenList.mostTokens else {
                throw NodeFault("more than \(TokenList.mostTokens) tokens")
            }
            tokens.append(Token(contract: contract, symbol: fields.count > 1 ? fields[1] : "", decimals: decimals))
        }
    }
}

/// What contracts answer to `symbol()` and `decimals()`. Source: ERC-20, optional methods; Solidity ABI specification.
package enum TokenDescription {
    /// First four bytes of the Keccak-256 of `symbol()` and of `decimals()`.
    package static let symbolCall = "0x95d89b41"
    package static let decimalsCall = "0x313ce567"
    private static let longestSymbol = 64

    /// The text in an ABI-encoded `string`, or in 32 bytes as some early tokens answer; empty where it is neither.
    package static func symbol(_ data: [UInt8]) -> String {
        let bytes: ArraySlice<UInt8>
        if data.count == 32 {
            bytes = data.prefix { $0 != 0 }
        } else {
            guard data.count >= 64, let offset = number(data[0..<32]), offset <= data.count - 32,
                let count = number(data[offset..<offset + 32]), count <= data.count - offset - 32
            else { return "" }
            bytes = data[(offset + 32)...].prefix(count)
        }
        return Excerpt.text(String(decoding: bytes.prefix(4 * longestSymbol), as: UTF8.self), limit: longestSymbol)
    }

    /// `nil` where it is no number of at most 38.
    package static func decimals(_ data: [UInt8]) -> Int? {
        guard data.count == 32, let value = number(data[...]), value <= 38 else { return nil }
        return value
    }

    private static func number(_ word: ArraySlice<UInt8>) -> Int? {
        guard word.dropLast(4).allSatisfy({ $0 == 0 }) else { return nil }
        return word.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}
