import Testing

@testable import FlowTracing

/// Each heuristic over transfers on a ledger small enough to judge by eye: where it speaks, and where it just does not.
@Suite struct TransferHeuristicTests {
    private func clusters(
        _ table: String, _ heuristic: String..., labels: Attribution = ClusterTable.labels
    ) throws -> String {
        try LedgerClusters(
            ClusterTable.ledger(ClusterTable.rows(table)), attribution: labels,
            selection: .all.without(ClusterHeuristics.all.map(\.name)).with(heuristic)
        ).line
    }

    private let busy = ClusterTable.customers(of: "x")
    private let busyCluster = "x xd1 xd2 xd3 xd4 xd5"

    @Test func `a deposit address that is emptied to an exchange is the exchange's`() throws {
        #expect(try clusters(busy + "\nu -> d 50\nd -> x 50", "deposit-owner") == "d " + busyCluster)
    }

    @Test(arguments: [
        // Not to the unit.
        "u -> d 50\nd -> x 49",
        // Too late.
        "u -> d 50\n+43201 d -> x 50",
        // It pays somebody else more than one part in twenty, before or after.
        "u -> d 50\nd -> x 50\nu -> d 7\nd -> friend 7",
        "u -> d 9\nd -> friend 9\nu -> d 50\nd -> x 50",
        // It pays somebody unknown.
        "u -> d 50\nd -> w 50",
        // More is missing of the native coin than its fee and a hundredth.
        "u -> d 100 ETH\nd -> x 96 ETH fee 2",
        // A second service, or two others.
        "u -> d 50\nd -> x 50\nu -> d 60\nd -> y 60",
        "u -> d 5000\nd -> x 5000\nd -> q 1\nd -> w 1",
        // Another asset.
        "u -> d 50\nd -> x 50 ETH",
    ])
    func `what is not passed on, or not only to the service, is no deposit address`(story: String) throws {
        #expect(try clusters(busy + "\n" + story, "deposit-owner") == busyCluster)
    }

    @Test func `just in time, and of the native coin all but its fee, is passed on`() throws {
        #expect(try clusters(busy + "\nu -> d 50\n+43200 d -> x 50", "deposit-owner") == "d " + busyCluster)
        #expect(try clusters(busy + "\nu -> d 100 ETH\nd -> x 95 ETH fee 5", "deposit-owner") == "d " + busyCluster)
        // Gas from the exchange is not what is passed on.
        let fuelled = "u -> d 50\nx -> d 3 ETH\nd -> x 50 fee 3"
        #expect(try clusters(busy + "\n" + fuelled, "deposit-owner") == "d " + busyCluster)
    }

    @Test func `a labelled address that sweeps to its own house is joined, and who pays it is a customer`() throws {
        let story = "u -> c 50\nc -> z 50\nz -> x 50"
        #expect(try clusters(busy + "\n" + story, "deposit-owner") == busyCluster + " z")
        #expect(try clusters(busy + "\n" + story.replacing("z", with: "y"), "deposit-owner") == busyCluster)
        // A hot wallet that also pays others is none: its customers' addresses are its own.
        let paying = "\nz -> u 1\nz -> v 1"
        #expect(try clusters(busy + "\n" + story + paying, "deposit-owner") == "c z, " + busyCluster)
    }

    @Test func `a link is as sure as the inference`() throws {
        let clusters = try LedgerClusters(
            ClusterTable.ledger(ClusterTable.rows("u -> d 50\nd -> x 50\nu -> d 60\nd -> x 60\nu -> d 7\nd -> x 7")),
            attribution: ClusterTable.labels)
        guard case .path(let path) = clusters.why(clusters.find("d"), clusters.find("x")) else {
            Issue.record("nothing joins d and x")
            return
        }
        #expect(path.map(\.heuristic) == ["deposit-owner"] && path.map(\.confidence) == [65])
    }

    @Test func `who uses one deposit address is one customer, and the address is not theirs`() throws {
        let story = "a -> d 50\nd -> x 50\nb -> d 60\nd -> x 60\ny -> d 70\nd -> x 70"
        #expect(try clusters(busy + "\n" + story, "deposit-senders") == "a b")
        #expect(try clusters(busy + "\n" + story, "deposit-senders", "deposit-owner") == "a b, d " + busyCluster)
        let strangers = (1...9).map { "s\($0) -> d \($0)\nd -> x \($0)" }
        #expect(try clusters(busy + "\n" + strangers.joined(separator: "\n"), "deposit-senders") == "")
        // As many as make a nested service likely (eight) are too many.
        #expect(try clusters(busy + "\n" + strangers.dropLast().joined(separator: "\n"), "deposit-senders") == "")
        let seven = try clusters(busy + "\n" + strangers.dropLast(2).joined(separator: "\n"), "deposit-senders")
        #expect(seven == "s1 s2 s3 s4 s5 s6 s7")
    }

    private func sweeps(_ count: Int) -> String {
        (1...count).map { "p\($0) -> m\($0) \(10 + $0)\nf -> m\($0) 5 ETH\nm\($0) -> hub \(10 + $0) fee 5" }
            .joined(separator: "\n")
    }

    @Test func `three addresses with one funder that empty into one hub are its set`() throws {
        #expect(try clusters(sweeps(3), "common-sweep") == "hub m1 m2 m3")
        #expect(try clusters(sweeps(2), "common-sweep") == "")
        #expect(try clusters(sweeps(4) + "\nm2 -> shop 1", "common-sweep") == "hub m1 m3 m4")
        // Gas of an exchange proves nothing, nor do different funders.
        #expect(try clusters(sweeps(3).replacing("f ->", with: "x ->"), "common-sweep") == "")
        #expect(try clusters(sweeps(3).replacing("f -> m2", with: "g -> m2"), "common-sweep") == "")
        #expect(try clusters(sweeps(3).replacing("hub", with: "x"), "common-sweep") == "")
    }

    @Test func `who pays the first fee may be the owner`() throws {
        #expect(try clusters("p -> a 10\nf -> a 100 ETH\na -> q 10 fee 5", "gas-funder") == "a f")
        // More than twenty fees, a day late, an exchange, a second funder, no fee paid.
        #expect(try clusters("p -> a 10\nf -> a 101 ETH\na -> q 10 fee 5", "gas-funder") == "")
        #expect(try clusters("p -> a 10\nf -> a 100 ETH\n+86401 a -> q 10 fee 5", "gas-funder") == "")
        #expect(try clusters("p -> a 10\nx -> a 100 ETH\na -> q 10 fee 5", "gas-funder") == "")
        #expect(try clusters("p -> a 10\nx -> a 1 ETH\nf -> a 100 ETH\na -> q 10 fee 5", "gas-funder") == "")
        #expect(try clusters("p -> a 10\nf -> a 100 ETH\na -> q 10\nb -> q 1 fee 1", "gas-funder") == "")
    }

    @Test func `a funder of strangers owns none of them`() throws {
        func story(_ count: Int) -> String {
            (1...count).map { "p -> a\($0) 10\nf -> a\($0) 100 ETH\na\($0) -> q 9 fee 5" }.joined(separator: "\n")
        }
        let most = try LedgerClusters(ClusterTable.ledger(ClusterTable.rows(story(30))))
        #expect(most.cluster(of: most.find("f"))?.members.count == 31)
        guard case .path(let path) = most.why(most.find("a1"), most.find("f")) else {
            Issue.record("nothing joins a1 and f")
            return
        }
        // 40 / ⌊log₂ 31⌋.
        #expect(path.map(\.confidence) == [10])
        #expect(try clusters(story(31), "gas-funder") == "")
    }

    @Test func `strong labels of two houses keep their clusters apart`() throws {
        // A deposit address of one house pays the first fee of one of the other's.
        let both = "u -> d 50\nd -> x 50\nu -> m 60\nd -> m 5 ETH\nm -> y 60 fee 1"
        let clusters = try LedgerClusters(
            ClusterTable.ledger(ClusterTable.rows(both)), attribution: ClusterTable.labels)
        #expect(clusters.totals().conflicts == 1)
        #expect(clusters.why(clusters.find("x"), clusters.find("y")).isSeparate)
        // Two addresses of one house may be joined.
        let one = busy + "\n" + ClusterTable.customers(of: "z") + "\nu -> d 50\nd -> x 50\nu -> d 60\nd -> z 60"
        let joined = try LedgerClusters(ClusterTable.ledger(ClusterTable.rows(one)), attribution: ClusterTable.labels)
        #expect(joined.totals().conflicts == 0)
        #expect(!joined.why(joined.find("x"), joined.find("z")).isSeparate)
    }
}

extension ClusterEvidence {
    var isSeparate: Bool { if case .separate = self { true } else { false } }
}
