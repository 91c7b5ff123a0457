import FlowTracing

/// How files are read.
public struct InputOptions: Sendable {
    /// A registered format's name; `nil`: recognised by content.
    public var format: String?
    /// The chain of rows that name none (`--chain`).
    public var chain: String?
    /// Which column is what, for files of no known format (`--columns`).
    public var columns: ColumnChoice?
    /// Decimals of assets (`--decimals`).
    public var decimals = DecimalsChoice()
    /// Amounts are in whole units even where they have no decimal point (`--whole-units`).
    public var areAmountsWhole = false
    public var onError = OnError.stop
    /// Rows of one file that are equal in every column are several transfers.
    public var keepsDuplicates = false
    /// Rows after this time (Unix seconds, inclusive end) are left out.
    public var until: Int64?
    /// Compute each file's SHA-256.
    public var hashesFiles = false

    /// Threads that read plain rows; `nil`: as many as there are processors. The ledger does not depend on it.
    public var threads: Int?
    /// For tests: without the fast reader, and with helpers that read this much at a time.
    var hasFastLane = true
    var pieceBytes: Int?

    public enum OnError: Sendable, Equatable {
        case stop
        /// Bad rows are counted and written to a file: the one named, else `<first input>.rejects.csv`.
        case skip(rejects: String?)
    }

    public init() {}

    var skips: Bool { onError != .stop }
}

/// `--decimals`: `6` for every asset, or `USDT=6,ETH=18`, or both (`6,ETH=18`).
public struct DecimalsChoice: Sendable, Equatable {
    public var all: Int?
    /// By symbol or contract, as written.
    public var byAsset: [String: Int] = [:]

    public init() {}

    /// - Throws: `InputError.option` for anything but the forms above with decimals of 0…38.
    public init(parsing text: String) throws(InputError) {
        func decimals(_ digits: Substring) throws(InputError) -> Int {
            guard let value = Int(digits), value >= 0, value <= 38, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
            else { throw .option(name: "--decimals", value: text, reason: "decimals are a number from 0 to 38") }
            return value
        }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if let equals = part.lastIndex(of: "=") {
                let asset = String(part[..<equals])
                guard !asset.isEmpty else {
                    throw .option(name: "--decimals", value: text, reason: "expected 6 or USDT=6,ETH=18")
                }
                byAsset[asset] = try decimals(part[part.index(after: equals)...])
            } else {
                guard all == nil else {
                    throw .option(name: "--decimals", value: text, reason: "expected 6 or USDT=6,ETH=18")
                }
                all = try decimals(part)
            }
        }
    }

    /// What was chosen for the asset written `text` (a contract in any case).
    public func decimals(of text: String) -> Int? {
        if byAsset.isEmpty { return all }
        if let exact = byAsset[text] { return exact }
        if text.utf8.count >= 40, let any = byAsset.first(where: { $0.key.lowercased() == text.lowercased() }) {
            return any.value
        }
        return all
    }
}

/// `--columns tx=…,time=…,from=…,to=…,amount=…,asset=…[,fee=…,fee_asset=…,block=…,index=…,chain=…]`: the file's name of each
/// column, or a constant in single quotes.
public struct ColumnChoice: Sendable, Equatable {
    public enum Source: Sendable, Equatable {
        case column(String)
        case constant(String)
    }
    public var sources: [String: Source] = [:]

    static let known = ["chain", "tx", "index", "block", "time", "from", "to", "asset", "amount", "fee", "fee_asset"]
    static let required = ["time", "from", "to", "asset", "amount"]

    /// - Throws: `InputError.option` for an unknown or repeated key, or a needed one that is missing.
    public init(parsing text: String) throws(InputError) {
        func fault(_ reason: String) -> InputError { .option(name: "--columns", value: text, reason: reason) }
        for part in ColumnChoice.parts(of: text) {
            guard let equals = part.firstIndex(of: "=") else {
                throw fault("expected KEY=COLUMN,…; '\(part)' has no '='")
            }
            let key = String(part[..<equals])
            let value = String(part[part.index(after: equals)...])
            guard ColumnChoice.known.contains(key) else {
                throw fault("'\(key)' is none of \(ColumnChoice.known.joined(separator: ", "))")
            }
            guard sources[key] == nil else { throw fault("'\(key)' is given twice") }
            if value.utf8.count >= 2, value.hasPrefix("'"), value.hasSuffix("'") {
                sources[key] = .constant(String(value.dropFirst().dropLast()))
            } else if !value.isEmpty {
                sources[key] = .column(value)
            } else {
                throw fault("'\(key)' names no column")
            }
        }
        for key in ["tx"] + ColumnChoice.required where sources[key] == nil { throw fault("'\(key)' is missing") }
    }

    /// Splits at commas outside single quotes.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in text {
            if character == "'" { isQuoted.toggle() }
            if character == ",", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}
