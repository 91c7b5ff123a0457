import FlowTracing

/// The engine fed with the oracle's rows and asked the oracle's question.
enum Engine {
    static func ledger(
        _ rows: [NaiveRow], files: [NaiveFile], keepsDuplicates: Bool = false, until: Int64? = nil
    ) throws -> Ledger {
        var builder = LedgerBuilder()
        builder.keepsDuplicates = keepsDuplicates
        builder.until = until
        for (number, file) in files.enumerated() {
            let own = rows.filter { $0.file == number }
            builder.beginFile(
                SourceFile(
                    name: file.account.map { "export-\($0).csv" } ?? "file\(number).csv", format: "test",
                    hasIndex: own.allSatisfy { $0.index != nil },
                    isAccountExport: file.account != nil))
            for (line, row) in own.enumerated() { try append(row, line: line + 2, to: &builder) }
            builder.endFile()
        }
        return try builder.seal()
    }

    static func append(_ row: NaiveRow, line: Int, to builder: inout LedgerBuilder) throws {
        let chain = builder.chain(row.chain)
        let form = builder.form(of: chain)
        func address(_ text: String) -> AddressID { builder.address(Address(text, form: form)!) }
        func asset(_ symbol: String) -> AssetID {
            builder.asset(Asset(chain: chain, identity: .symbol(symbol), symbol: symbol))
        }
        try builder.append(
            Transfer(
                transaction: TransactionHash(row.tx, form: form)!, index: row.index, block: row.block, time: row.time,
                sender: address(row.from), recipient: address(row.to), asset: asset(row.asset), amount: row.amount,
                fee: row.fee, feeAsset: row.feeAsset.map(asset), kind: kind(row.kind), line: line,
                fingerprint: row.otherColumns))
    }

    static func kind(_ kind: NaiveRow.Kind) -> TransferKind {
        switch kind {
        case .native: .native
        case .internal: .internal
        case .log: .log
        }
    }

    static func address(_ text: String, chain: String?) -> Address {
        let form = chain.map { Chain(name: $0).form } ?? (text.hasPrefix("0x") && text.utf8.count == 42 ? .evm : .text)
        return Address(text, form: form)!
    }

    static func cases(_ cases: [NaiveCase]) throws -> [Case] {
        try cases.map {
            Case(
                id: $0.id, seeds: try $0.seeds.map { try Seed(parsing: $0.text) },
                stops: $0.stops.map { address($0, chain: nil) })
        }
    }

    static func attribution(_ tags: [NaiveTag]) -> Attribution {
        Attribution(
            tags.map {
                Tag(
                    chain: $0.chain, address: address($0.address, chain: $0.chain), label: "label of \($0.address)",
                    category: $0.category.map { Category($0) }, confidence: $0.confidence)
            })
    }

    static func options(_ question: NaiveQuestion, schedule: Schedule = .automatic) -> TraceOptions {
        var options = TraceOptions()
        options.rule = TaintRule(rawValue: question.rule)!
        switch question.opening {
        case .inferred: options.opening = .inferred
        case .observed: options.opening = .observed
        case .given(let list):
            options.opening = .given(
                list.map {
                    OpeningBalance(
                        chain: $0.chain, address: address($0.address, chain: $0.chain), asset: $0.asset,
                        amount: $0.amount)
                })
        }
        options.stops = question.stops.map { address($0, chain: nil) }
        switch question.coverage {
        case nil: options.coverage = nil
        case .all: options.coverage = .all
        case .addresses(let list): options.coverage = .addresses(list.map { address($0, chain: nil) })
        }
        (options.maxHops, options.minAmount) = (question.maxHops, question.minAmount)
        options.behaviourGuard.action = .off
        options.schedule = schedule
        return options
    }
}

extension NaiveRow {
    /// A row of a sealed ledger in the oracle's form; file, block and columns without meaning are not kept.
    init(_ ledger: Ledger, row: Int) {
        let asset = ledger.asset(row)
        self.init(
            chain: ledger.chains[Int(ledger.chain(row))].name, tx: ledger.transactionText(row),
            index: ledger.index(row), time: ledger.time(row), from: ledger.text(ledger.sender(row), asset: asset),
            to: ledger.text(ledger.recipient(row), asset: asset), asset: ledger.name(of: asset),
            amount: ledger.amount(row), fee: ledger.fee(row),
            feeAsset: ledger.fee(row) == 0 ? nil : ledger.name(of: ledger.feeAsset(row)))
    }
}

extension NaiveLedger {
    /// The rows as `NaiveRow(ledger, row:)` shows them.
    var shown: [NaiveRow] {
        rows.enumerated().map { i, row in
            NaiveRow(
                chain: row.chain, tx: row.tx, index: index(i), time: row.time, from: row.from, to: row.to,
                asset: row.asset, amount: row.amount, fee: row.fee, feeAsset: row.fee == 0 ? nil : row.effectiveFeeAsset
            )
        }
    }
}

extension NaiveAnswer {
    /// The engine's answer in the oracle's form. Lists keep the engine's order, except where the spec leaves it open.
    init(_ trace: CaseTrace, ledger: Ledger) {
        self.init(id: trace.id, isRefused: trace.failure != nil)
        for asset in trace.assets {
            let answer = AssetAnswer(asset, ledger: ledger, isMoney: trace.rule.isMoney)
            if answer == AssetAnswer() { continue }
            let chain = ledger.chains[Int(ledger.assets[Int(asset.asset)].chain)].name
            assets[Asset(chain: chain, name: ledger.name(of: asset.asset))] = answer
        }
    }
}

extension NaiveAnswer.AssetAnswer {
    init(_ trace: AssetTrace, ledger: Ledger, isMoney: Bool) {
        self.init()
        func flow(_ flow: Flow) -> NaiveAnswer.Flow { .init(row: Int(flow.row), tainted: flow.tainted, fee: flow.fee) }
        func text(_ id: AddressID) -> String { ledger.text(id, asset: trace.asset) }
        if isMoney {
            (injected, closing, untrackedOnPath) = (trace.injected, trace.closing, trace.untrackedOnPath)
        }
        endpoints = trace.endpoints.map {
            .init(
                address: text($0.address), end: NaiveAnswer.End($0.kind), amount: $0.amount, minHops: $0.minHops,
                arrivals: $0.arrivals.map { .init(row: Int($0.row), tainted: $0.tainted) }, path: $0.path.map(Int.init))
        }
        resting = trace.resting.map {
            .init(
                address: text($0.address), amount: $0.amount, balance: $0.balance, since: $0.since,
                minHops: $0.minHops, isCovered: $0.isCovered, outgoing: $0.outgoing)
        }
        burns = trace.burns.map { .init(row: Int($0.flow.row), tainted: $0.flow.tainted) }.sorted { $0.row < $1.row }
        conversions = trace.conversions.map {
            .init(flow: .init(row: Int($0.flow.row), tainted: $0.flow.tainted), received: $0.received.map(Int.init))
        }.sorted { $0.flow.row < $1.flow.row }
        pruned = trace.pruned.map {
            .init(address: text($0.address), amount: $0.amount, reason: $0.reason.rawValue)
        }.sorted { ($1.amount, $0.address, $0.reason) < ($0.amount, $1.address, $1.reason) }
        flows = trace.flows.map(flow)
    }
}

extension NaiveAnswer.End {
    init(_ kind: EndKind) {
        switch kind {
        case .endpoint, .inferredEndpoint: self = .endpoint
        case .mixer: self = .mixer
        case .bridge: self = .bridge
        }
    }
}
