import FlowTracing
import Testing

/// What cannot be true of a chain is an error that names where it stands; what is merely repeated or out of order is
/// put right.
@Suite struct OutputErrorTests {
    /// Each line a transaction of its own file line; see `OutputTable`.
    private func world(_ table: String, _ change: (inout OutputWorld) -> Void = { _ in }) throws -> OutputWorld {
        var world = OutputWorld(
            transactions: try OutputTable.transactions(table).list, cases: [], question: OutputQuestion())
        change(&world)
        return world
    }

    private func expectError(
        _ world: OutputWorld, naming parts: [String], _ fault: NaiveOutputs.Fault,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: fault, sourceLocation: sourceLocation) { try world.naiveLedgers() }
        do {
            _ = try EngineOutputs.ledger(world)
            Issue.record("the engine accepts it", sourceLocation: sourceLocation)
        } catch {
            for part in parts { #expect("\(error)".contains(part), "\(error)", sourceLocation: sourceLocation) }
        }
    }

    @Test func `an output spent twice names both spenders`() throws {
        let table = """
            mine   coinbase -> 50 a
            first  mine     -> 50 b
            second mine     -> 50 c
            """
        expectError(try world(table), naming: ["blocks0:2", "blocks0:3"], .doubleSpend)
    }

    @Test func `an output that the ledger does not contain, spent twice, names both spenders`() throws {
        let twice = try world(
            """
            first  ? 50 -> 50 b
            second ? 50 -> 50 c
            """
        ) { $0.transactions[1].inputs[0].previous = $0.transactions[0].inputs[0].previous }
        expectError(twice, naming: ["blocks0:1", "blocks0:2"], .doubleSpend)
    }

    @Test func `one transaction that spends an output twice is an error`() throws {
        let table = """
            mine   coinbase   -> 50 a
            twice  mine, mine -> 50 b
            """
        expectError(try world(table), naming: ["blocks0:2"], .doubleSpend)
    }

    @Test func `an output that its transaction does not have names both transactions`() throws {
        let table = """
            mine   coinbase -> 50 a, 50 b
            spend  mine:2   -> 50 c
            """
        expectError(try world(table), naming: ["blocks0:1", "blocks0:2"], .noSuchOutput)
    }

    @Test func `more out than in is an error, where every amount is known`() throws {
        let table = """
            mine   coinbase     -> 50 a
            spend  mine, ? 10   -> 60 c, 1 d
            """
        expectError(try world(table), naming: ["blocks0:2", "61", "60"], .outputsExceedInputs)
        let unknown = """
            mine   coinbase    -> 50 a
            spend  mine, ?     -> 60 c, 1 d
            """
        #expect(throws: Never.self) { try EngineOutputs.ledger(world(unknown)) }
    }

    @Test func `an amount that no output can hold is an error, not a wrapped number`() throws {
        let table = """
            spend  ? -> \(UInt64.max) a, 1 b
            """
        #expect(throws: FlowError.self) { try EngineOutputs.ledger(world(table)) }
    }

    @Test func `one id with two contents names both places`() throws {
        let table = """
            mine   coinbase -> 50 a
            spend  mine     -> 50 b
            """
        for change: (inout NaiveTransaction) -> Void in [
            { $0.outputs[0].amount = 49 }, { $0.outputs[0].owner = "c" }, { $0.inputs[0].vout = 1 },
            { $0.outputs.append(.init(amount: 0, owner: "c")) },
        ] {
            let two = try world(table) { world in
                var copy = world.transactions[1]
                change(&copy)
                (copy.file, world.files) = (1, 2)
                world.transactions.append(copy)
            }
            expectError(two, naming: ["blocks0:2", "blocks1:1"], .contradiction)
        }
    }

    @Test func `a source that says another amount of a spent output is an error`() throws {
        let table = """
            mine   coinbase -> 50 a
            spend  mine     -> 40 b
            """
        let other = try world(table) { $0.transactions[1].inputs[0].amount = 51 }
        #expect(throws: FlowError.self) { try EngineOutputs.ledger(other) }
    }

    @Test func `a transaction read again is counted once`() throws {
        let table = """
            mine   coinbase -> 50 a
            spend  mine     -> 50 b
            """
        let twice = try world(table) { world in
            world.files = 2
            world.transactions += world.transactions.map {
                var copy = $0
                copy.file = 1
                return copy
            }
        }
        let ledger = try EngineOutputs.ledger(twice)
        let outputs = try #require(ledger.outputChains.first)
        #expect(outputs.transactionCount == 2)
        #expect(outputs.duplicates == 2)
    }

    @Test func `inside a block parents come first, whatever the order written`() throws {
        let table = """
            mine   coinbase -> 50 a
            one    mine     -> 50 b
            = two  one      -> 50 c
            = last two      -> 50 d
            """
        // As a chain that sorts a block by id has it: children first, positions as listed.
        let canonical = try world(table) { world in
            let block = [3, 2, 1].map { world.transactions[$0] }
            for place in block.indices {
                world.transactions[1 + place] = block[place]
                world.transactions[1 + place].position = UInt32(place)
            }
        }
        let ledger = try EngineOutputs.ledger(canonical)
        let outputs = try #require(ledger.outputChains.first)
        #expect((0..<4).map { OutputNames.id(outputs.id($0)) } == [1, 2, 3, 4])
        #expect(OutputComparison.ledgerDifference(canonical) == nil)
    }

    @Test func `an output spent before it is made is an error`() throws {
        let backwards = try world(
            """
            mine   coinbase -> 50 a
            one    mine     -> 50 b
            two    one      -> 50 c
            """
        ) { world in
            (world.transactions[1].block, world.transactions[2].block) = (3, 2)
            (world.transactions[1].time, world.transactions[2].time) = (1800, 1200)
        }
        #expect(throws: FlowError.self) { try EngineOutputs.ledger(backwards) }
    }

    @Test func `two transactions of a block that spend each other are an error, not a hang`() throws {
        let circle = try world(
            """
            mine   coinbase -> 50 a
            one    mine     -> 50 b
            = two  one      -> 50 c
            """
        ) { $0.transactions[1].inputs = [.init(previous: 3)] }
        #expect(throws: FlowError.self) { try EngineOutputs.ledger(circle) }
    }
}
