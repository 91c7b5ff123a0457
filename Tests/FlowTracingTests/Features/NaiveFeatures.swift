@testable import FlowTracing

/// The numbers of the last row of a table, by going through all rows before it again.
struct NaiveFeatures {
    let rows: ArraySlice<TypologyTable.Row>
    let windows: [Int64]
    private let last: TypologyTable.Row

    init(_ rows: ArraySlice<TypologyTable.Row>, windows: [Int64]) {
        (self.rows, self.windows, last) = (rows, windows, rows[rows.endIndex - 1])
    }

    private var before: ArraySlice<TypologyTable.Row> { rows.dropLast() }

    private static func groups(_ name: String) -> [String] {
        if name.contains("exchange") || name.hasPrefix("x") { return ["exchange"] }
        return name.contains("scam") ? ["illicit"] : []
    }

    /// What is empty is not there.
    func numbers() -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        for (end, name) in [("sender", last.from), ("recipient", last.to)] {
            history(end, name, &numbers)
            let groups = NaiveFeatures.groups(name)
            numbers["\(end)_is_labelled"] = groups.isEmpty ? 0 : 1
            numbers["\(end)_labels"] = groups.map { $0 == "exchange" ? 1 : 16 }.reduce(0, +)
        }
        let receipts = rows.filter { $0.from != $0.to && $0.to == last.from && $0.asset == last.asset }
        for group in ["exchange", "mixer", "bridge", "marketplace", "illicit"] {
            let part = receipts.filter { NaiveFeatures.groups($0.from).contains(group) }
            numbers["sender_from_\(group)"] = permille(sum(part), of: sum(receipts))
        }
        for window in windows { numbers.merge(within(window)) { _, new in new } }
        return numbers
    }

    private func history(_ end: String, _ name: String, _ numbers: inout [String: Int64]) {
        let moving = rows.filter { $0.from != $0.to }
        numbers["\(end)_payments"] = Int64(moving.count { $0.from == name })
        numbers["\(end)_receipts"] = Int64(moving.count { $0.to == name })
        let earlier = before.filter { $0.from != $0.to && ($0.from == name || $0.to == name) }
        numbers["\(end)_is_new"] = earlier.isEmpty ? 1 : 0
        numbers["\(end)_age"] = earlier.first.map { last.time - $0.time }
        numbers["\(end)_since_receipt"] = earlier.last { $0.to == name }.map { last.time - $0.time }
        numbers["\(end)_since_payment"] = earlier.last { $0.from == name }.map { last.time - $0.time }
    }

    private func within(_ seconds: Int64) -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        let recent = rows.filter { $0.time >= last.time - seconds }
        let names = Dictionary(
            uniqueKeysWithValues: Set(recent.flatMap { [$0.from, $0.to] }).sorted().enumerated().map {
                ($0.element, UInt32($0.offset))
            })
        func id(_ name: String) -> UInt32 { names[name] ?? .max }
        var window = NaiveWindow(seconds: seconds)
        var newest: NaiveWindow.Edge?
        for (number, row) in recent.enumerated() {
            let isPayment = row.from != "null" && row.to != "null" && row.from != row.to
            // One from an address to itself lets time pass, and is not kept.
            let to = isPayment ? id(row.to) : id(row.from)
            let edge = NaiveWindow.Edge(row: UInt32(number), time: row.time, from: id(row.from), to: to)
            window.insert(edge)
            newest = isPayment ? edge : nil
        }
        for (end, name) in [("sender", last.from), ("recipient", last.to)] {
            numbers["\(end)_out"] = Int64(window.edges.count { $0.from == id(name) })
            numbers["\(end)_in"] = Int64(window.edges.count { $0.to == id(name) })
            numbers["\(end)_fan_out"] = Int64(window.recipients(id(name)).count)
            numbers["\(end)_fan_in"] = Int64(window.payers(id(name)).count)
        }
        let there = newest.map { edge in window.edges.filter { $0.from == edge.from && $0.to == edge.to } } ?? []
        numbers["pair_payments"] = Int64(there.count)
        numbers["pair_returns"] =
            newest.map { edge in
                Int64(window.edges.count { $0.from == edge.to && $0.to == edge.from })
            } ?? 0
        if there.count > 1 { numbers["pair_since"] = last.time - there[there.count - 2].time }

        let moved = recent.filter { $0.from != $0.to && $0.asset == last.asset }
        let received = sum(moved.filter { $0.to == last.from })
        numbers["amount_of_receipts"] = permille(last.amount, of: received)
        numbers["passed_on"] = permille(sum(moved.filter { $0.from == last.from }), of: received)
        numbers["amount_of_recipient"] = permille(last.amount, of: sum(moved.filter { $0.to == last.to }))

        let sizes = newest.map { window.scatterGathers($0).values.map(\.count) } ?? []
        for (bin, range) in [("2", 2...2), ("3", 3...3), ("4_to_7", 4...7), ("8_to_15", 8...15), ("16_up", 16...99)] {
            numbers["scatter_gather_\(bin)"] = Int64(sizes.count { range.contains($0) })
        }
        // Cycles through the same addresses in the same order are one.
        let cycles = Set((newest.map { window.cycles($0) } ?? []).map { $0.map(\.from) })
        for length in 2...6 { numbers["cycles_\(length)"] = Int64(cycles.count { $0.count == length }) }
        (numbers["scatter_gather_cut"], numbers["cycles_cut"]) = (0, 0)
        return Dictionary(
            uniqueKeysWithValues: numbers.map { ("\($0.key)_\(SpanText.name(seconds))", $0.value) })
    }

    private func sum(_ rows: [TypologyTable.Row]) -> Amount { rows.reduce(0) { $0 + $1.amount } }
    private func permille(_ part: Amount, of whole: Amount) -> Int64? {
        whole == 0 ? nil : Int64(min(part * 1_000 / whole, 1_000_000))
    }
}
