import FlowTracing

/// A ledger with a question asked of it, small enough to print.
struct World: Equatable, ShrinkingWorld {
    var rows: [NaiveRow]
    var files: [NaiveFile]
    var keepsDuplicates = false
    var until: Int64?
    var cases: [NaiveCase]
    var question: NaiveQuestion

    func naiveLedger() throws(NaiveLedger.Fault) -> NaiveLedger {
        try NaiveLedger(rows, files: files, keepsDuplicates: keepsDuplicates, until: until)
    }

    func engineLedger() throws -> Ledger {
        try Engine.ledger(rows, files: files, keepsDuplicates: keepsDuplicates, until: until)
    }

    func tracer(_ ledger: Ledger, schedule: Schedule = .automatic) throws(FlowError) -> Tracer {
        try Tracer(
            ledger: ledger, attribution: Engine.attribution(question.tags),
            options: Engine.options(question, schedule: schedule))
    }

    /// What the engine answers, in the oracle's form.
    func engineAnswers(_ ledger: Ledger, schedule: Schedule = .automatic) throws -> [NaiveAnswer] {
        try tracer(ledger, schedule: schedule).trace(try Engine.cases(cases)).map { NaiveAnswer($0, ledger: ledger) }
    }

    func asking(_ rule: String) -> World {
        var world = self
        world.question.rule = rule
        return world
    }

    var smaller: [World] {
        var list: [World] = []
        func with(_ change: (inout World) -> Void) {
            var copy = self
            change(&copy)
            if copy != self { list.append(copy) }
        }
        for i in cases.indices where cases.count > 1 { with { $0.cases.remove(at: i) } }
        for i in rows.indices where rows.count > 1 { with { $0.rows.remove(at: i) } }
        for i in cases.indices {
            for j in cases[i].seeds.indices where cases[i].seeds.count > 1 { with { $0.cases[i].seeds.remove(at: j) } }
            with { $0.cases[i].stops = [] }
        }
        for i in question.tags.indices { with { $0.question.tags.remove(at: i) } }
        for i in question.stops.indices { with { $0.question.stops.remove(at: i) } }
        with { $0.question.maxHops = nil }
        with { $0.question.minAmount = nil }
        with { $0.question.opening = .inferred }
        with { $0.question.coverage = nil }
        with { $0.until = nil }
        with { $0.keepsDuplicates = false }
        if files.count > 1 {
            with { world in
                world.files = [NaiveFile()]
                for i in world.rows.indices { world.rows[i].file = 0 }
            }
        }
        for i in rows.indices {
            with { $0.rows[i].fee = 0 }
            with { $0.rows[i].feeAsset = nil }
            with { $0.rows[i].amount = min(1, $0.rows[i].amount) }
            with { $0.rows[i].amount /= 2 }
        }
        return list
    }
}

extension World: CustomStringConvertible {
    var description: String {
        var lines = ["file chain tx index block time from to asset amount fee"]
        for row in rows {
            let fee = row.fee == 0 ? "" : "\(row.fee.decimalDigits) \(row.feeAsset ?? "")"
            lines.append(
                [
                    "\(row.file)", row.chain, World.short(row.tx), row.index.map(String.init) ?? "-",
                    row.block.map(String.init) ?? "-", "\(row.time)", World.short(row.from), World.short(row.to),
                    row.asset, row.amount.decimalDigits, fee, row.otherColumns == 0 ? "" : "+",
                ].joined(separator: " "))
        }
        lines.append(
            "files \(files.map { $0.account.map(World.short) ?? "whole" }) keepsDuplicates \(keepsDuplicates) until \(until.map(String.init) ?? "-")"
        )
        for aCase in cases {
            lines.append(
                "case \(aCase.id): \(aCase.seeds.map { World.short($0.text) }) stops \(aCase.stops.map(World.short))")
        }
        lines.append(World.short("\(question)"))
        return lines.joined(separator: "\n")
    }

    /// Long runs of zeros say nothing.
    static func short(_ text: String) -> String {
        var result = ""
        var zeros = 0
        for c in text {
            if c == "0" {
                zeros += 1
                continue
            }
            result += zeros > 8 ? "" : String(repeating: "0", count: zeros)
            zeros = 0
            result.append(c)
        }
        return result + (zeros > 8 ? "0" : String(repeating: "0", count: zeros))
    }
}
