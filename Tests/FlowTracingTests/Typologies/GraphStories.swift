import Testing

@testable import FlowTracing

/// One ledger in which a typology fires, and others that are one number short of it.
struct GraphStory: Sendable {
    var typology: String
    var fires: String
    /// `subjects: measures` of its finding.
    var says: String
    var justNot: [String: String]
}

enum GraphStories {
    static let all = fans + collectors + rings + blocks + relays

    private static func each(_ numbers: ClosedRange<Int>, _ line: (Int) -> String) -> String {
        numbers.map(line).joined(separator: "\n")
    }

    private static let fans = [
        GraphStory(
            typology: "fan-in", fires: each(1...12) { "p\($0) -> c \($0)" }, says: "c: payers 12",
            justNot: [
                "one payer fewer": each(1...11) { "p\($0) -> c \($0)" },
                "one of them twice": each(1...12) { "p\(min($0, 11)) -> c \($0)" },
                "a second too long": "p1 -> c 1\n+46801 p2 -> c 1\n" + each(3...12) { "+3960 p\($0) -> c 1" },
                "a labelled exchange": each(1...12) { "p\($0) -> x 1" },
                "one pays nothing": each(1...12) { "p\($0) -> c \($0 == 5 ? 0 : 1)" },
            ]),
        GraphStory(
            typology: "fan-out", fires: each(1...12) { "d -> p\($0) \($0)" }, says: "d: payees 12",
            justNot: [
                "one payee fewer": each(1...11) { "d -> p\($0) \($0)" },
                "one of them twice": each(1...12) { "d -> p\(min($0, 11)) \($0)" },
                "a second too long": "d -> p1 1\n+46801 d -> p2 1\n" + each(3...12) { "+3960 d -> p\($0) 1" },
                "a labelled exchange": each(1...12) { "x -> p\($0) 1" },
            ]),
    ]

    private static let collectors = [
        GraphStory(
            typology: "gather-scatter",
            fires: each(1...5) { "p\($0) -> c 100" } + "\n" + each(1...5) { "c -> q\($0) 50" },
            says: "c: payers 5 payees 5 passed on 500",
            justNot: [
                "one payer fewer": each(1...4) { "p\($0) -> c 100" } + "\n" + each(1...5) { "c -> q\($0) 50" },
                "one payee fewer": each(1...5) { "p\($0) -> c 100" } + "\n" + each(1...4) { "c -> q\($0) 60" },
                "a unit too little": each(1...5) { "p\($0) -> c 100" } + "\nc -> q1 49\n"
                    + each(2...5) { "c -> q\($0) 50" },
                "a unit too little in many parts": each(1...5) { "p\($0) -> c 100" } + "\nc -> q1 24\n"
                    + each(2...10) { "c -> q\($0) 25" },
                "it scatters first": each(1...5) { "c -> q\($0) 50" } + "\n" + each(1...5) { "p\($0) -> c 100" },
                "another asset": each(1...5) { "p\($0) -> c 100" } + "\n" + each(1...5) { "c -> q\($0) 50 DAI" },
            ]),
        GraphStory(
            typology: "scatter-gather",
            fires: each(1...3) { "s -> m\($0) 100" } + "\n" + each(1...3) { "m\($0) -> t 50" },
            says: "s t: middles 3",
            justNot: [
                "one middle fewer": each(1...2) { "s -> m\($0) 100" } + "\n" + each(1...3) { "m\(min($0, 2)) -> t 50" },
                "a unit too little": each(1...3) { "s -> m\($0) 100" } + "\nm1 -> t 49\nm2 -> t 50\nm3 -> t 50",
                "a unit too much": each(1...3) { "s -> m\($0) 100" } + "\nm1 -> t 101\nm2 -> t 50\nm3 -> t 50",
                "a middle that pays first": "m1 -> t 50\n" + each(1...3) { "s -> m\($0) 100" }
                    + "\nm2 -> t 50\nm3 -> t 50",
                "a second too long": "s -> m1 100\n+86400 s -> m2 100\n+0 s -> m3 100\n"
                    + "+1 m1 -> t 50\n+0 m2 -> t 50\n+172800 m3 -> t 50",
                "a labelled middle": "s -> x1 100\ns -> m2 100\ns -> m3 100\nx1 -> t 50\nm2 -> t 50\nm3 -> t 50",
            ]),
    ]

    private static let rings = [
        GraphStory(
            typology: "cycle", fires: "a -> b 1000\nb -> c 800\nc -> a 640", says: "a: hops 3 returned 640",
            justNot: [
                "two hops": "a -> b 1000\nb -> a 800",
                "a unit too little": "a -> b 1000\nb -> c 800\nc -> a 639",
                "a unit too much": "a -> b 1000\nb -> c 1001\nc -> a 900",
                "not in time order": "b -> c 800\na -> b 1000\nc -> a 640",
                "seven hops": each(1...6) { "a\($0) -> a\($0 + 1) 100" } + "\na7 -> a1 100",
                "a second too long": "a -> b 1000\n+86400 b -> c 800\n+172801 c -> a 640",
                "through an exchange": "a -> x 1000\nx -> c 800\nc -> a 640",
                "another asset": "a -> b 1000\nb -> c 800 DAI\nc -> a 640",
            ])
    ]

    private static let square = each(0...8) { "p\($0 / 3) -> q\($0 % 3) 7" }

    private static let blocks = [
        GraphStory(
            typology: "bipartite", fires: square, says: "p0 p1 p2 q0 q1 q2: payers 3 payees 3",
            justNot: [
                "one pair is missing": each(0...7) { "p\($0 / 3) -> q\($0 % 3) 7" },
                "a second too long": "p0 -> q0 7\n+61201 p0 -> q1 7\n" + each(2...8) { "p\($0 / 3) -> q\($0 % 3) 7" },
                "one is an exchange": each(0...8) { "p\($0 / 3) -> \($0 % 3 == 0 ? "x" : "q\($0 % 3)") 7" },
            ]),
        GraphStory(
            typology: "stack", fires: each(0...8) { "u\($0 / 3) -> p\($0 % 3) 9" } + "\n" + square,
            says: "p0 p1 p2 q0 q1 q2 u0 u1 u2: payers 3 payees 3 payers' payers 3",
            justNot: [
                "one pair above is missing": each(0...7) { "u\($0 / 3) -> p\($0 % 3) 9" } + "\n" + square,
                "one pair below is missing": each(0...8) { "u\($0 / 3) -> p\($0 % 3) 9" } + "\n"
                    + each(0...7) { "p\($0 / 3) -> q\($0 % 3) 7" },
                "paid afterwards": square + "\n" + each(0...8) { "u\($0 / 3) -> p\($0 % 3) 9" },
                "one paid afterwards": each(0...7) { "u\($0 / 3) -> p\($0 % 3) 9" } + "\n" + square + "\nu2 -> p2 9",
            ]),
    ]

    private static func relay(_ amount: Int, after seconds: Int, passes: Int = 3, to payee: String = "b") -> String {
        each(1...passes) { "a\($0) -> r 1000\n+\(seconds) r -> \(payee)\(payee == "x" ? "" : "\($0)") \(amount)" }
    }

    private static let relays = [
        GraphStory(
            typology: "pass-through", fires: relay(950, after: 3_600),
            says: "r: passes 3 passed on 950 median dwell 3600",
            justNot: [
                "one pass fewer": relay(950, after: 3_600, passes: 2),
                "a unit too little":
                    "a -> r 1000\n+9 r -> b 949\na -> r 1000\n+9 r -> b 950\na -> r 1000\n+9 r -> b 950",
                "a second too long": relay(950, after: 3_601),
                "more than came": relay(1_001, after: 3_600),
                "all to one exchange": relay(950, after: 3_600, to: "x"),
            ]),
        GraphStory(
            typology: "peel-chain",
            fires: "v -> a 1000\na -> k1 50\na -> b 900\nb -> c 800\nb -> k2 60\nc -> d 534", says: "a b c: steps 3",
            justNot: [
                "one step fewer": "v -> a 1000\na -> k1 50\na -> b 900\nb -> k2 60\nb -> c 800",
                "nothing leaves": "v -> a 1000\na -> k1 50\na -> b 900\nb -> c 800\nc -> d 534",
                "more leaves than the main share left":
                    "v -> a 1000\na -> k1 50\na -> b 900\nb -> c 800\nb -> k2 101\nc -> d 534",
                "a unit too little": "v -> a 1000\na -> k1 50\na -> b 900\nb -> c 800\nb -> k2 60\nc -> d 533",
                "a second too long":
                    "v -> a 1000\na -> k1 50\na -> b 900\nb -> c 800\nb -> k2 60\n+82801 c -> d 600",
                "to one with a past":
                    "v -> a 1000\nd -> e 1\na -> k1 50\na -> b 900\nb -> c 800\nb -> k2 60\nc -> d 600",
            ]),
    ]

    /// A fortnight of people, wages, shops, rent, an exchange and its customers.
    static var honest: String {
        var lines: [String] = []
        for day in 0..<14 {
            lines.append("+43200 employer -> worker\(day % 5) \(2_500 + day % 5)")
            for customer in 0..<6 {
                lines.append(
                    "+600 worker\((day + customer) % 9) -> shop\(customer % 2) \(11 + (day * 7 + customer) % 40)")
            }
            lines.append("+900 shop\(day % 2) -> wholesaler \(300 + day)")
            for user in 0..<4 {
                // A deposit address belongs to the exchange.
                lines.append("+60 user\(day % 2 * 4 + user) -> deposit\(user) \(500 + user * 10 + day)")
                lines.append("+60 deposit\(user) -> x \(500 + user * 10 + day)")
                lines.append("+60 x -> user\((day + user) % 8) \(90 + day * user)")
            }
            lines.append("+600 worker\(day % 5) -> landlord\(day % 3) 800")
            if day % 4 == 0 {
                lines.append("+60 friend1 -> friend2 100")
                lines.append("+36000 friend2 -> friend1 100")
            }
        }
        return lines.joined(separator: "\n")
    }
}
