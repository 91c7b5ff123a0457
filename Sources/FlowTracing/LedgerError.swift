/// What is wrong with a ledger or a question asked of it. One case a kind of fault, one sentence a case.
public enum FlowError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two rows have the same identity (chain, transaction, kind, index) and other content.
    case contradiction(first: String, second: String, transaction: String)
    /// An amount or balance of 2¹²⁸ or more.
    case overflow(row: String, asset: String)
    /// A seed matches nothing.
    case seedMatchesNothing(seed: String)
    /// `tx:HASH` without an index, but the transaction has several non-zero transfers.
    case seedIsAmbiguous(seed: String, choices: [String])
    /// A text that should be a seed, rule or time is not one.
    case malformed(what: String, value: String, expected: String)
    /// Transactions of a UTXO chain that cannot all be.
    case unsound(place: String, reason: String)
    /// A question that the rule cannot answer.
    case refused(String)
    /// More rows, addresses or assets than the ledger's numbering holds.
    case tooMany(what: String, limit: Int)

    public var description: String {
        switch self {
        case .contradiction(let first, let second, let transaction):
            "\(second): transfer \(transaction) was already read at \(first) with other content"
        case .overflow(let row, let asset): "\(row): an amount or balance of \(asset) reaches 2^128"
        case .seedMatchesNothing(let seed): "seed '\(seed)' matches nothing in this ledger"
        case .seedIsAmbiguous(let seed, let choices):
            "seed '\(seed)' matches \(choices.count) transfers; name one by its index, or all with ':*':\n  "
                + choices.joined(separator: "\n  ")
        case .malformed(let what, let value, let expected): "'\(value)' is not \(what); expected \(expected)"
        case .unsound(let place, let reason): "\(place): \(reason)"
        case .refused(let sentence): sentence
        case .tooMany(let what, let limit): "more than \(limit) \(what): the ledger cannot number them"
        }
    }
}
