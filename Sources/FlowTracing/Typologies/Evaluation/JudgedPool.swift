/// Several worlds as one: instances are numbered through.
struct JudgedPool {
    var instances: [JudgedFindings.Instance] = []
    var findings: [JudgedFindings.Finding] = []
    /// By finding.
    private var worlds: [Int] = []
    /// By instance: its operator's number. The same name in two worlds is of two operators.
    var operators: [Int] = []

    init(_ list: [JudgedFindings]) {
        var count = 0
        for (number, world) in list.enumerated() {
            let base = instances.count
            instances += world.instances
            worlds += Array(repeating: number, count: world.findings.count)
            findings += world.findings.map { finding in
                var finding = finding
                finding.found = finding.found.map { base + $0 }
                return finding
            }
            var numbers: [String: Int] = [:]
            for one in world.instances {
                let name = one.operatorName ?? ""
                if numbers[name] == nil {
                    numbers[name] = count
                    count += 1
                }
                operators.append(numbers[name] ?? 0)
            }
        }
    }

    /// Numbers of findings, those to be opened first first.
    private func order(_ ranking: FlaggingEvaluation.Ranking) -> [Int] {
        let sizes = findings.map { $0.size(ranking) }
        return findings.indices.sorted { a, b in
            if sizes[a] != sizes[b] { return sizes[a] > sizes[b] }
            return (findings[a].id, worlds[a]) < (findings[b].id, worlds[b])
        }
    }

    func curve(_ ranking: FlaggingEvaluation.Ranking) -> PrecisionRecallCurve {
        var place = 0
        var before: JudgedFindings.Finding?
        return PrecisionRecallCurve(
            order(ranking).map { number in
                let one = findings[number]
                // The same finding in two worlds: nothing says which comes first.
                if let before, (before.id, before.size(ranking)) != (one.id, one.size(ranking)) { place += 1 }
                before = one
                return PrecisionRecallCurve.Ranked(place: place, found: one.found)
            })
    }

    /// By day, one world after the other, what findings of it find, the best finding first.
    func byDay() -> [[[Int]]] {
        struct Day: Hashable {
            var world: Int
            var day: Int64
        }
        let days = Dictionary(grouping: order(.score)) { Day(world: worlds[$0], day: findings[$0].firedTime / 86_400) }
        return days.sorted { ($0.key.world, $0.key.day) < ($1.key.world, $1.key.day) }
            .map { $0.value.map { findings[$0].found } }
    }
}

extension JudgedFindings.Finding {
    /// What a ranking goes by.
    fileprivate func size(_ ranking: FlaggingEvaluation.Ranking) -> Double {
        switch ranking {
        case .score: Double(score)
        case .degree: Double(degree)
        case .volume: volume
        }
    }
}
