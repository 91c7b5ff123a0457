import FlowTracing
import Testing

/// Who can freeze what, and whom to ask first.
@Suite struct FreezeQueueTests {
    private func queue(
        _ table: String, tags: String, issuer: String?, stops: [String] = [], covers: Coverage? = nil,
        inferred: InferredEndpoints = .ignored
    ) throws -> (queue: FreezeQueue, ledger: Ledger) {
        let built = try DepositLedger(table, tags: tags, issuer: issuer)
        var options = TraceOptions()
        (options.stops, options.coverage, options.inferredEndpoints) = (stops.map { .text($0) }, covers, inferred)
        let tracer = try Tracer(ledger: built.ledger, attribution: built.attribution, options: options)
        let answer = try #require(try tracer.trace([Case(id: "1", seeds: [Seed(parsing: "out:v")])]).first)
        return (FreezeQueue(try #require(answer.assets.first), built.ledger), built.ledger)
    }

    /// `resting a 40 by Tether`, in order.
    private func lines(_ answer: (queue: FreezeQueue, ledger: Ledger)) -> [String] {
        answer.queue.entries.map { entry in
            let who = [entry.power.custodian.map { $0.name ?? "?" }, entry.power.issuer?.name].compactMap { $0 }
            let text = answer.ledger.text(entry.address, asset: 0)
            return "\(entry.place) \(text) \(entry.amount) by \(who.joined(separator: " or "))"
        }
    }

    private let table = """
        v -> m    1000
        m -> hot  150
        m -> a    80
        m -> b    70
        m -> mix  100
        m -> dark 90
        m -> burn 10
        """
    private let tags = "hot exchange, mix mixer, dark darknet_market"

    @Test func `at a service an amount counts half, at rest whole`() throws {
        let answer = try queue(table, tags: tags, issuer: "Tether")
        // m holds 500; hot's 150 count as 75.
        #expect(
            lines(answer) == [
                "resting m 500 by Tether", "resting a 80 by Tether", "endpoint hot 150 by HOT or Tether",
                "resting b 70 by Tether", "endpoint dark 90 by Tether",
            ])
        #expect(answer.queue.entries.map(\.isStillThere) == [true, true, false, true, false])
        #expect(answer.queue.outOfReach == 0)
    }

    @Test func `without an issuer only services can freeze, and not all do`() throws {
        let answer = try queue(table, tags: tags, issuer: nil)
        #expect(lines(answer) == ["endpoint hot 150 by HOT"])
        // m, a, b and the darknet market; what is mixed or burned is nowhere.
        #expect(answer.queue.outOfReach == 500 + 80 + 70 + 90)
    }

    @Test func `what the data do not cover is never offered`() throws {
        let answer = try queue(table, tags: tags, issuer: "Tether", covers: .addresses([.text("a")]))
        #expect(
            lines(answer) == [
                "resting a 80 by Tether", "endpoint hot 150 by HOT or Tether", "endpoint dark 90 by Tether",
            ])
    }

    @Test func `a stop without a label is a service without a name`() throws {
        let answer = try queue("v -> x 10", tags: "", issuer: nil, stops: ["x"])
        #expect(lines(answer) == ["endpoint x 10 by ?"])
    }

    @Test func `a deposit address by inference is its service's`() throws {
        let table = (1...3).map { "v -> dep \($0)\ndep -> hot \($0)" }.joined(separator: "\n")
        let answer = try queue(table, tags: "hot exchange", issuer: nil, inferred: .ending)
        #expect(lines(answer) == ["inferredEndpoint dep 6 by HOT"])
        #expect(answer.queue.entries[0].power.custodian?.isInferred == true)
    }

    @Test func `equal weights: what is surely there comes first`() throws {
        let answer = try queue("v -> hot 20\nv -> a 10", tags: "hot exchange", issuer: "Circle")
        #expect(lines(answer) == ["resting a 10 by Circle", "endpoint hot 20 by HOT or Circle"])
        #expect(answer.queue.entries[0].power.issuer?.jurisdiction == "US")
    }
}
