/// The fitted points: see `FindingScore` for how. Shared ones count for every typology, own ones besides.
extension FindingCard {
    static let shared: [FactPoints] = [
        .init("dedication", [400: 6, 700: 16, 950: 19]),
        .init("lastDedication", [100: 7, 400: 20, 700: 32, 950: 24]),
        .init("subjectAge", [40: 5]),
        .init("newMembers", [100: 14, 400: 17, 800: 9]),
        .init("youngMembers", [100: 12, 300: 18, 600: 21, 900: 13]),
        .init("servedTransfers", [150: -12, 500: -9]),
        .init("toServices", [150: 16]),
        .init("closeAmounts", [150: 8, 300: 7, 600: 11, 900: 9]),
        .init("equalAmounts", [300: -9, 700: -18]),
        .init("roundAmounts", [50: 5, 300: 8, 600: 9]),
        .init("pairs", [950: -19]),
        .init("passedOn", [500: 8, 850: 20]),
        .init("batched", [1: 13, 400: -22]),
        .init("members", [5: 3, 9: 0]),
        .init("transfers", [5: -5, 9: 0, 17: 11, 33: 18, 65: 4]),
        .init("duration", [230_400: -14, 921_600: -16]),
        .init("medianAmount", [10: -11, 100: 0]),
        .init("largest", [6_000: -6]),
        .init("smallest", [100: 3, 400: 17, 700: 7, 900: 0]),
        .init("nativeTransfers", [500: -5]),
        .init("mutual", [1: -27, 200: -35]),
        .init("longestPause", [250: -3, 500: -9]),
        .init("assets", [2: -11]),
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
        base: -52,
        facts: [
            .init("dedication", [700: -4, 950: 0]),
            .init("lastDedication", [400: 14, 700: 0, 950: -4]),
            .init("newSubjects", [1_000: 7]),
            .init("subjectAge", [3: -3, 14: 0]),
            .init("newMembers", [100: 10, 400: 0]),
            .init("youngMembers", [900: -10]),
            .init("servedTransfers", [1: 7, 150: -7, 500: 0]),
            .init("closeAmounts", [300: 3, 600: 0, 900: 19]),
            .init("equalAmounts", [700: -41]),
            .init("pairs", [350: -18, 700: 0]),
            .init("batched", [1: 22, 400: 0]),
            .init("members", [33: -4, 65: 0]),
            .init("transfers", [5: 9, 9: 0, 33: -10, 65: 0]),
            .init("duration", [3_600: -14, 14_400: -6, 57_600: 0, 230_400: 5, 921_600: 0]),
            .init("medianAmount", [10: -5, 100: 0]),
            .init("largest", [6_000: -19]),
            .init("smallest", [100: -10, 400: 0, 700: 12, 900: 0]),
            .init("nativeTransfers", [1: 11, 500: 14]),
            .init("evenness", [600: 10]),
            .init("longestPause", [100: -4, 250: -5, 500: 0]),
            .init("measure 1", [40: 16]),
        ])

    private static let fanOut = FindingCard(
        base: -55,
        facts: [
            .init("dedication", [100: -11, 400: 0]),
            .init("lastDedication", [400: -3, 700: 0]),
            .init("newMembers", [400: 6, 800: 27]),
            .init("closeAmounts", [900: -12]),
            .init("pairs", [350: -7, 700: 3, 950: -5]),
            .init("transfers", [9: 10, 17: 0]),
            .init("duration", [14_400: 3, 57_600: 0]),
            .init("medianAmount", [10: 5, 100: 0]),
            .init("largest", [1_200: 15, 1_600: 0, 2_500: -10, 6_000: -11]),
            .init("smallest", [400: 7, 700: 0]),
            .init("evenness", [100: -6, 300: 0, 600: 6]),
            .init("longestPause", [250: 4, 500: 0]),
            .init("measure 1", [12: 8, 20: -5, 40: -8]),
        ])

    private static let gatherScatter = FindingCard(
        base: -24,
        facts: [
            .init("subjectAge", [3: -3, 14: 0]),
            .init("servedTransfers", [1: -8, 150: 0]),
            .init("closeAmounts", [150: 5, 300: 0]),
            .init("pairs", [950: 9]),
            .init("passedOn", [500: -3, 850: 0]),
            .init("members", [9: -5, 17: 0]),
            .init("duration", [3_600: -8, 14_400: 0, 57_600: 5, 230_400: 0]),
            .init("medianAmount", [100: -7, 1_000: 0]),
            .init("largest", [1_600: 6, 2_500: 0, 6_000: -11]),
            .init("measure 1", [25: -5]),
            .init("measure 2", [6: 4, 10: 20, 16: 0]),
            .init("measure 3", [700: -5, 900: -24, 1_001: -18]),
        ])

    private static let scatterGather = FindingCard(
        base: 1,
        facts: [
            .init("subjectAge", [3: 4, 14: 0, 40: -5]),
            .init("newMembers", [400: 8, 800: 0]),
            .init("youngMembers", [900: -19]),
            .init("equalAmounts", [120: -8, 300: 0]),
            .init("roundAmounts", [50: -17, 300: -14, 600: 0]),
            .init("transfers", [5: -6, 9: 0]),
            .init("smallest", [100: 4, 400: -3, 700: 0]),
            .init("measure 1", [4: 7, 6: 22]),
        ])

    private static let cycle = FindingCard(
        base: 3,
        facts: [
            .init("equalAmounts", [120: -3, 300: 0]),
            .init("smallest", [900: 10]),
            .init("measure 2", [950: 11, 980: 0]),
        ])

    private static let bipartite = FindingCard(
        base: 1,
        facts: [
            .init("dedication", [100: 12, 400: 0]),
            .init("lastDedication", [400: -3, 700: 0]),
            .init("newSubjects", [1_000: -11]),
            .init("subjectAge", [14: 3, 40: 0]),
            .init("newMembers", [400: -10, 800: 0]),
            .init("youngMembers", [100: 4, 300: 0]),
            .init("closeAmounts", [150: -6, 300: 0]),
            .init("roundAmounts", [50: 6, 300: 0, 600: 3]),
            .init("transfers", [9: -5, 17: 0]),
            .init("duration", [230_400: 18, 921_600: 0]),
            .init("medianAmount", [1_000: -4, 10_000: 0]),
            .init("largest", [1_200: 5, 1_600: -15, 2_500: 0]),
            .init("smallest", [100: -3, 400: 0, 700: 8, 900: 0]),
            .init("measure 1", [4: 5]),
            .init("measure 2", [4: -6]),
        ])

    private static let stack = FindingCard(
        base: 20,
        facts: [])

    private static let passThrough = FindingCard(
        base: -19,
        facts: [
            .init("lastDedication", [950: 7]),
            .init("subjectAge", [3: -11, 14: 0]),
            .init("youngMembers", [300: -3, 600: 0]),
            .init("servedTransfers", [500: -3]),
            .init("toServices", [1: -20, 150: -44, 500: -16]),
            .init("closeAmounts", [900: -11]),
            .init("equalAmounts", [120: -5, 300: -4, 700: 0]),
            .init("roundAmounts", [300: -4, 600: 0]),
            .init("pairs", [350: 7, 700: -16, 950: 0]),
            .init("members", [9: -6, 17: 0]),
            .init("transfers", [5: -9, 9: -5, 17: 3, 33: 0, 65: 5]),
            .init("duration", [14_400: 3, 57_600: 0, 921_600: -10]),
            .init("medianAmount", [100: -3, 1_000: -4, 10_000: 0]),
            .init("smallest", [400: -9, 700: 0]),
            .init("mutual", [200: -5]),
            .init("longestPause", [250: -4, 500: 0]),
            .init("measure 1", [4: 9, 6: 15, 9: 16]),
            .init("measure 3", [120: -14, 900: -22]),
        ])

    private static let peelChain = FindingCard(
        base: 1,
        facts: [
            .init("dedication", [700: 4, 950: 0]),
            .init("newMembers", [800: 8]),
            .init("duration", [3_600: -4, 14_400: 0]),
            .init("medianAmount", [1_000: 3]),
            .init("longestPause", [100: -15, 250: 0, 500: 4]),
            .init("measure 1", [5: -4, 8: 0]),
        ])

    private static let structuring = FindingCard(
        base: 1,
        facts: [
            .init("newSubjects", [1_000: -12]),
            .init("newMembers", [400: -4, 800: -3]),
            .init("pairs", [350: 6, 700: 0, 950: -7]),
            .init("transfers", [17: 3, 33: 0]),
            .init("duration", [57_600: -4, 230_400: 0, 921_600: 5]),
            .init("medianAmount", [1_000: -5, 10_000: 0]),
            .init("longestPause", [100: 6, 250: -9, 500: -8]),
        ])

    private static let addressPoisoning = FindingCard(
        base: 95,
        facts: [])

    private static let pigButchering = FindingCard(
        base: 1,
        facts: [
            .init("newSubjects", [1_000: 23]),
            .init("pairs", [350: 22, 700: 0]),
            .init("mutual", [200: 19]),
            .init("measure 1", [20: -9]),
        ])

    private static let drainer = FindingCard(
        base: 49,
        facts: [])

    private static let marketplaceFloat = FindingCard(
        base: 1,
        facts: [
            .init("members", [17: -3, 33: 0]),
            .init("duration", [57_600: -7, 230_400: 4, 921_600: 0]),
            .init("measure 1", [12: -21, 24: 0]),
        ])

    private static let rapidCashOut = FindingCard(
        base: 1,
        facts: [
            .init("lastDedication", [400: 11, 700: 0]),
            .init("newSubjects", [1_000: -3]),
            .init("servedTransfers", [150: 7, 500: 0]),
            .init("toServices", [150: 5, 500: 0]),
            .init("closeAmounts", [600: -11, 900: 0]),
            .init("roundAmounts", [300: -6, 600: 0]),
            .init("members", [5: 16, 9: 0]),
            .init("smallest", [700: -18, 900: 0]),
            .init("mutual", [200: -21]),
            .init("measure 1", [900: -9, 3_600: -17, 10_800: -14]),
            .init("measure 2", [4: 9]),
        ])
}
