import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A sample of the simulator AMLSim: `nodes.csv` and `transactions.csv` of a folder, or of a tar archive, compressed or not.
///
/// A transaction has no name but its row's number, from 1: rows that are equal in every column are several payments. Time is a
/// step, of which the sample does not say how long it lasts. Of `nodes.csv` the columns `nodeid` and `isFraud` are read: the
/// latter is the truth, and there is no other; in which pattern a node has a part, the sample does not say.
///
/// Source: Suzumura and Kanezashi, Anti-Money Laundering Datasets (github.com/IBM/AMLSim).
public struct AMLSimSample: Sendable {
    public struct Node: Sendable {
        public var number: Int
        /// `nil` where it takes part in no transaction.
        public var address: AddressID?
        public var isFraud: Bool
    }

    /// Amounts in hundredths of the sample's unit.
    public var ledger: Ledger
    /// In the file's order.
    public var nodes: [Node]

    static let nodeColumns = ["nodeid", "isFraud", "init_balance", "fraudStep"]
    static let transactionColumns = ["sourceNodeId", "targetNodeId", "value", "time"]

    /// - Parameters:
    ///   - path: the folder or the archive.
    ///   - step: seconds that a step lasts.
    /// - Complexity: O(lines).
    /// - Throws: `InputError` naming file, line and value: a line that cannot be read, a node given twice or unknown.
    public init(path: String, step: Int) throws(InputError) {
        precondition(step > 0, "a step lasts at least a second")
        let (nodeRows, transactionRows) = try AMLSimSample.rows(path)
        let fraud = try AMLSimSample.nodes(nodeRows)
        let sealed = try AMLSimSample.ledger(
            transactionRows, nodes: Set(fraud.map(\.number)), named: nodeRows.name, step: step)
        ledger = sealed
        nodes = fraud.map {
            Node(number: $0.number, address: sealed.find(.text(String($0.number))), isFraud: $0.isFraud)
        }
    }

    private static func nodes(_ rows: TruthRows) throws(InputError) -> [(number: Int, isFraud: Bool)] {
        var rows = rows
        var fraud: [(number: Int, isFraud: Bool)] = []
        var known: Set<Int> = []
        while let row = try rows.next() {
            guard let number = Int(row[0]), number >= 0 else { throw rows.fault(0, row, "is no number") }
            guard known.insert(number).inserted else { throw rows.fault(0, row, "is given twice") }
            guard row[1] == "0" || row[1] == "1" else { throw rows.fault(1, row, "is neither 0 nor 1") }
            fraud.append((number, row[1] == "1"))
        }
        return fraud
    }

    private static func ledger(
        _ rows: TruthRows, nodes: Set<Int>, named: String, step: Int
    ) throws(InputError) -> Ledger {
        var rows = rows
        var builder = LedgerBuilder()
        let chain = builder.chain("amlsim")
        let asset = builder.asset(Asset(chain: chain, identity: .native, symbol: "AMLSIM", decimals: 2))
        builder.beginFile(SourceFile(name: rows.name, format: "amlsim", hasIndex: false))
        var count = 0
        while let row = try rows.next() {
            count += 1
            var parties: [AddressID] = []
            for column in 0..<2 {
                guard let number = Int(row[column]), nodes.contains(number) else {
                    throw rows.fault(column, row, "is no node of \(named)")
                }
                parties.append(builder.address(.text(String(number))))
            }
            guard let time = Int(row[3]), time >= 0, time < Int(UInt32.max) / step else {
                throw rows.fault(3, row, "is no step from 0 on that begins before 2^32 seconds")
            }
            let amount: Amount
            do throws(FieldAmount.Fault) { amount = try FieldAmount.scaled(FieldText(row[2]), decimals: 2) } catch {
                switch error {
                case .malformed(let reason): throw rows.fault(2, row, reason)
                case .overflow: throw rows.fault(2, row, "reaches 2^128")
                }
            }
            let transfer = Transfer(
                transaction: .text(String(count)), time: Int64(time * step), sender: parties[0], recipient: parties[1],
                asset: asset, amount: amount, line: rows.line, fingerprint: UInt64(count))
            do throws(FlowError) { try builder.append(transfer) } catch { throw .ledger(error) }
        }
        builder.endFile()
        do throws(FlowError) { return try builder.seal() } catch { throw .ledger(error) }
    }

    private static func rows(_ path: String) throws(InputError) -> (nodes: TruthRows, transactions: TruthRows) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return (
                try TruthRows(ByteSource(path: "\(path)/nodes.csv"), columns: nodeColumns),
                try TruthRows(ByteSource(path: "\(path)/transactions.csv"), columns: transactionColumns)
            )
        }
        let archive = try ByteSource(path: path)
        guard try TarEntry.isArchive(archive) else {
            throw .file(name: archive.name, reason: "is neither a folder nor a tar archive of an AMLSim sample")
        }
        return (
            try TruthRows(TarEntry("nodes.csv", of: archive), columns: nodeColumns),
            try TruthRows(TarEntry("transactions.csv", of: archive), columns: transactionColumns)
        )
    }
}
