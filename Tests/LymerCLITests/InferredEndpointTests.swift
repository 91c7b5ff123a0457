import Testing

/// `--inferred-endpoints`, on files and on a ledger of the same rows.
@Suite struct InferredEndpointTests {
    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        var rows = ["tx,index,time,from,to,asset,amount"]
        func row(_ from: Int, _ to: Int, _ amount: Int) {
            let n = rows.count
            rows.append(
                "\(SmallLedger.hash(n)),0,\(1_700_000_000 + n * 60),\(SmallLedger.address(from)),"
                    + "\(SmallLedger.address(to)),USDT,\(amount)")
        }
        // 0xd0 sweeps to 0xe0 three times; the second deposit is the victim's.
        for amount in [30, 100, 20] {
            row(amount == 100 ? 0xa1 : 0xb0 + amount, 0xd0, amount)
            row(0xd0, 0xe0, amount)
        }
        try scratch.write(rows.joined(separator: "\n") + "\n", to: "t.csv")
        try scratch.write(
            "address,label,category,entity\n\(SmallLedger.address(0xe0)),hot,exchange,Harbour\n", to: "labels.csv")
        return scratch
    }

    private let question = ["--from", "tx:\(SmallLedger.hash(3))", "--labels", "labels.csv", "--format", "json", "-q"]

    @Test func onEndsTheTraceThere() throws {
        let scratch = try scratch()
        let off = try LymerRun(["trace", "t.csv"] + question, in: scratch)
        #expect(SmallLedger.closing(try off.json()) == ["injected": "100", "endpoint": "100", "residual": "0"])
        #expect(off.output.contains("possibleEndpoints"))
        let on = try LymerRun(["trace", "t.csv", "--inferred-endpoints", "on"] + question, in: scratch)
        #expect(on.status == 0, "\(on.errors)")
        #expect(SmallLedger.closing(try on.json()) == ["injected": "100", "inferredEndpoint": "100", "residual": "0"])
    }

    @Test func aStoredLedgerAnswersTheSame() throws {
        let scratch = try scratch()
        #expect(try LymerRun(["ingest", "t.csv", "--into", "ledger"], in: scratch).status == 0)
        for choice in ["on", "off"] {
            let options = ["--inferred-endpoints", choice] + question
            let stored = try LymerRun(["trace", "ledger"] + options, in: scratch)
            #expect(try stored.cases() == LymerRun(["trace", "t.csv"] + options, in: scratch).cases())
            #expect(stored.status == 0, "\(stored.errors)")
        }
    }

    @Test func backwardHasNoUseForIt() throws {
        let run = try LymerRun(
            [
                "trace", "t.csv", "--backward", "--from", "tx:\(SmallLedger.hash(3)):0", "--rule", "fifo",
                "--inferred-endpoints", "on",
            ], in: try scratch())
        #expect(run.status == 2 && run.errors.contains("--inferred-endpoints"), "\(run.errors)")
    }
}
