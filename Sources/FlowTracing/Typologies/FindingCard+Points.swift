/// The fitted points: see `FindingScore` for how. Shared ones count for every typology, own ones besides.
extension FindingCard {
    static let shared: [FactPoints] = [
        .init("dedication", [400: 5, 700: 15, 950: 17]),
        .init("lastDedication", [100: 6, 400: 20, 700: 32, 950: 26]),
        .init("subjectAge", [40: 4]),
        .init("newMembers", [100: 14, 400: 17, 800: 7]),
        .init("youngMembers", [100: 13, 300: 18, 600: 22, 900: 13]),
        .init("servedTransfers", [150: -13, 500: -10]),
        .init("toServices", [150: 17]),
        .init("closeAmounts", [150: 8, 300: 6, 600: 11, 900: 9]),
        .init("equalAmounts", [300: -9, 700: -16]),
        .init("roundAmounts", [50: 5, 300: 9]),
        .init("pairs", [950: -18]),
        .init("passedOn", [500: 4, 850: 10]),
        .init("batched", [1: 16, 400: -22]),
        .init("members", [5: 3, 9: 0]),
        .init("transfers", [5: -8, 9: 0, 17: 7, 33: 11, 65: 0]),
        .init("duration", [230_400: -14, 921_600: -17]),
        .init("medianAmount", [10: -15, 100: 0, 10_000: 4]),
        .init("largest", [6_000: -3]),
        .init("smallest", [400: 16, 700: 6, 900: 0]),
        .init("nativeTransfers", [500: -3]),
        .init("mutual", [1: -23, 200: -31]),
        .init("longestPause", [250: -4, 500: -10]),
        .init("assets", [2: -10]),
    ]

    static let own: [String: FindingCard] = [
        "fan-in": fanIn,
        "fan-out": fanOut,
        "gather-scatter": gatherScatter,
        "scatter-gather": scatterGather,
        "cycle": cycle,
        "bipartite": bipartite,
        "stack": stack,
        "pass-through": passThrough,
        "peel-chain": peelChain,
        "structuring": structuring,
        "address-poisoning": addressPoisoning,
        "pig-butchering": pigButchering,
        "drainer": drainer,
        "marketplace-float": marketplaceFloat,
        "rapid-cash-out": rapidCashOut,
    ]

    private static let fanIn = FindingCard(
        base: -48,
        facts: [
            .init("dedication", [700: -5, 950: 0]),
            .init("lastDedication", [400: 12, 700: 0, 950: -7]),
            .init("newSubjects", [1_000: 6]),
            .init("subjectAge", [3: -4, 14: 0]),
            .init("newMembers", [100: 11, 400: 0]),
            .init("youngMembers", [900: -10]),
            .init("servedTransfers", [1: 6, 150: -7, 500: 0]),
            .init("closeAmounts", [300: 3, 600: 0, 900: 18]),
            .init("equalAmounts", [700: -40]),
            .init("pairs", [350: -18, 700: 0, 950: -3]),
            .init("batched", [1: 18, 400: 0]),
            .init("members", [33: -4, 65: 0]),
            .init("transfers", [5: 11, 9: 0, 33: -7, 65: 0]),
            .init("duration", [3_600: -14, 14_400: -7, 57_600: 0, 230_400: 5, 921_600: 0]),
            .init("largest", [6_000: -22]),
            .init("smallest", [100: -9, 400: 0, 700: 12, 900: 0]),
            .init("nativeTransfers", [1: 10, 500: 12]),
            .init("evenness", [600: 9]),
            .init("longestPause", [100: -5, 250: -6, 500: 0]),
            .init("measure 1", [20: 3, 40: 16]),
        ])

    private static let fanOut = FindingCard(
        base: -54,
        facts: [
            .init("dedication", [100: -13, 400: 0]),
            .init("lastDedication", [400: -4, 700: 0]),
            .init("newMembers", [400: 7, 800: 29]),
            .init("youngMembers", [600: -3, 900: 0]),
            .init("closeAmounts", [900: -5]),
            .init("pairs", [350: -4, 700: 7, 950: 0]),
            .init("transfers", [9: 9, 17: 0]),
            .init("duration", [14_400: 3, 57_600: 0]),
            .init("largest", [1_200: 14, 1_600: 0, 2_500: -10, 6_000: -11]),
            .init("smallest", [400: 8, 700: 0]),
            .init("evenness", [100: -6, 300: 0, 600: 5]),
            .init("longestPause", [250: 5, 500: 0]),
            .init("measure 1", [12: 8, 20: -4, 40: -6]),
        ])

    private static let gatherScatter = FindingCard(
        base: -20,
        facts: [
            .init("servedTransfers", [1: -9, 150: 0]),
            .init("closeAmounts", [150: 5, 300: 3, 600: 0]),
            .init("pairs", [950: 8]),
            .init("members", [9: -6, 17: 0]),
            .init("duration", [3_600: -7, 14_400: 0, 57_600: 5, 230_400: 0]),
            .init("medianAmount", [100: -6, 1_000: 0]),
            .init("largest", [1_600: 6, 2_500: 0, 6_000: -13]),
            .init("measure 1", [25: -4]),
            .init("measure 2", [6: 5, 10: 22, 16: 0]),
            .init("measure 3", [700: -6, 900: -24, 1_001: -19]),
        ])

    private static let scatterGather = FindingCard(
        base: 6,
        facts: [
            .init("dedication", [400: 3, 700: 0]),
            .init("subjectAge", [3: 4, 14: 0, 40: -5]),
            .init("newMembers", [400: 7, 800: 0]),
            .init("youngMembers", [900: -18]),
            .init("equalAmounts", [120: -8, 300: 0]),
            .init("roundAmounts", [50: -16, 300: -15, 600: 0]),
            .init("transfers", [5: -5, 9: 0]),
            .init("smallest", [100: 5, 400: -3, 700: 0]),
            .init("measure 1", [4: 7, 6: 21]),
        ])

    private static let cycle = FindingCard(
        base: 17,
        facts: [
            .init("newMembers", [100: -3, 400: 0]),
            .init("smallest", [900: 6]),
            .init("measure 2", [950: 11, 980: 0]),
        ])

    private static let bipartite = FindingCard(
        base: 6,
        facts: [
            .init("dedication", [100: 10, 400: 0]),
            .init("lastDedication", [400: -3, 700: 0]),
            .init("newSubjects", [1_000: -10]),
            .init("newMembers", [400: -10, 800: 0]),
            .init("youngMembers", [100: 3, 300: 0]),
            .init("closeAmounts", [150: -6, 300: 0]),
            .init("roundAmounts", [50: 6, 300: 0, 600: 4]),
            .init("transfers", [9: -8, 17: 0]),
            .init("duration", [230_400: 18, 921_600: 0]),
            .init("medianAmount", [1_000: -3, 10_000: 0]),
            .init("largest", [1_200: 5, 1_600: -14, 2_500: 0]),
            .init("smallest", [100: -3, 400: 0, 700: 9, 900: 0]),
            .init("measure 1", [4: 5]),
            .init("measure 2", [4: -6]),
        ])

    private static let stack = FindingCard(
        base: 27,
        facts: [])

    private static let passThrough = FindingCard(
        base: -13,
        facts: [
            .init("lastDedication", [950: 4]),
            .init("subjectAge", [3: -6, 14: 0]),
            .init("servedTransfers", [500: -7]),
            .init("toServices", [150: -32, 500: -17]),
            .init("equalAmounts", [120: -7, 300: -6, 700: 0]),
            .init("pairs", [350: 13, 700: -12, 950: 0]),
            .init("passedOn", [500: 3, 850: 0]),
            .init("members", [9: -11, 17: 0]),
            .init("transfers", [5: -3, 9: 0]),
            .init("duration", [14_400: 3, 57_600: 0, 921_600: -10]),
            .init("medianAmount", [10: -5, 100: -6, 1_000: -5, 10_000: -4]),
            .init("smallest", [400: -8, 700: 0]),
            .init("mutual", [200: -9]),
            .init("longestPause", [250: -3, 500: 0]),
            .init("measure 1", [4: 5, 6: 13, 9: 15]),
            .init("measure 3", [120: -17, 900: -24, 3_600: -29]),
        ])

    private static let peelChain = FindingCard(
        base: 12,
        facts: [
            .init("newMembers", [800: 13]),
            .init("duration", [3_600: -6, 14_400: 0]),
            .init("smallest", [100: 4, 400: 0]),
            .init("nativeTransfers", [500: -22]),
            .init("longestPause", [100: -10, 250: 0, 500: 6]),
            .init("measure 1", [5: -7, 8: 0]),
        ])

    private static let structuring = FindingCard(
        base: 6,
        facts: [
            .init("newSubjects", [1_000: -13]),
            .init("newMembers", [400: -4, 800: 0]),
            .init("pairs", [350: 5, 700: 0, 950: -7]),
            .init("duration", [57_600: -3, 230_400: 0, 921_600: 4]),
            .init("medianAmount", [1_000: -5, 10_000: 0]),
            .init("longestPause", [100: 3, 250: -11, 500: -8]),
        ])

    private static let addressPoisoning = FindingCard(
        base: 90,
        facts: [])

    private static let pigButchering = FindingCard(
        base: 6,
        facts: [
            .init("newSubjects", [1_000: 23]),
            .init("pairs", [350: 21, 700: 0]),
            .init("mutual", [200: 19]),
            .init("longestPause", [100: 3, 250: 0]),
            .init("measure 1", [20: -11]),
        ])

    private static let drainer = FindingCard(
        base: 52,
        facts: [])

    private static let marketplaceFloat = FindingCard(
        base: 6,
        facts: [
            .init("newSubjects", [1_000: -3]),
            .init("duration", [57_600: -7, 230_400: 3, 921_600: 0]),
            .init("measure 1", [12: -21, 24: 0]),
        ])

    private static let rapidCashOut = FindingCard(
        base: -7,
        facts: [
            .init("dedication", [400: 14, 700: 0]),
            .init("newSubjects", [1_000: -3]),
            .init("servedTransfers", [150: 6, 500: 0]),
            .init("toServices", [150: 9, 500: 0]),
            .init("closeAmounts", [900: 8]),
            .init("roundAmounts", [300: -8, 600: 0]),
            .init("duration", [3_600: -3, 14_400: 0]),
            .init("smallest", [700: -13, 900: 0]),
            .init("mutual", [200: -24]),
            .init("measure 1", [900: -9, 3_600: -11, 10_800: -10]),
            .init("measure 2", [3: 11, 4: 21]),
        ])
}
