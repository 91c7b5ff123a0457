/// The fitted points: see `FindingScore` for how. Shared ones count for every typology, own ones besides.
extension FindingCard {
    static let shared: [FactPoints] = [
        .init("dedication", [400: 5, 700: 15, 950: 17]),
        .init("lastDedication", [100: 5, 400: 21, 700: 32, 950: 26]),
        .init("subjectAge", [40: 4]),
        .init("newMembers", [100: 14, 400: 16, 800: 6]),
        .init("youngMembers", [100: 13, 300: 18, 600: 22, 900: 13]),
        .init("servedTransfers", [150: -14, 500: -9]),
        .init("toServices", [150: 18, 500: 16]),
        .init("closeAmounts", [150: 8, 300: 6, 600: 10, 900: 8]),
        .init("equalAmounts", [300: -9, 700: -16]),
        .init("roundAmounts", [50: 5, 300: 9]),
        .init("pairs", [950: -19]),
        .init("passedOn", [500: 3, 850: 9]),
        .init("batched", [1: 16, 400: -21]),
        .init("members", [5: 3, 9: 0]),
        .init("transfers", [5: -8, 9: 0, 17: 8, 33: 11, 65: 0]),
        .init("duration", [230_400: -14, 921_600: -16]),
        .init("medianAmount", [10: -13, 100: 0]),
        .init("largest", [6_000: -3]),
        .init("smallest", [400: 17, 700: 6, 900: 0]),
        .init("nativeTransfers", [500: -4]),
        .init("mutual", [1: -23, 200: -32]),
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
        base: -47,
        facts: [
            .init("dedication", [700: -4, 950: 0]),
            .init("lastDedication", [400: 12, 700: 0, 950: -6]),
            .init("newSubjects", [1_000: 6]),
            .init("subjectAge", [3: -4, 14: 0]),
            .init("newMembers", [100: 11, 400: 0]),
            .init("youngMembers", [900: -9]),
            .init("servedTransfers", [1: 6, 150: -5, 500: 0]),
            .init("closeAmounts", [300: 3, 900: 19]),
            .init("equalAmounts", [700: -43]),
            .init("pairs", [350: -18, 700: 0]),
            .init("batched", [1: 18, 400: 0]),
            .init("members", [33: -4, 65: 0]),
            .init("transfers", [5: 11, 9: 0, 33: -7, 65: 0]),
            .init("duration", [3_600: -14, 14_400: -7, 57_600: 0, 230_400: 5, 921_600: 0]),
            .init("medianAmount", [10: -3, 100: 0]),
            .init("largest", [6_000: -22]),
            .init("smallest", [100: -9, 400: 0, 700: 13, 900: 0]),
            .init("nativeTransfers", [1: 10, 500: 14]),
            .init("evenness", [600: 9]),
            .init("longestPause", [100: -5, 250: -6, 500: 0]),
            .init("measure 1", [20: 3, 40: 16]),
        ])

    private static let fanOut = FindingCard(
        base: -46,
        facts: [
            .init("dedication", [100: -12, 400: 0]),
            .init("lastDedication", [400: -4, 700: 0]),
            .init("newMembers", [400: 7, 800: 30]),
            .init("youngMembers", [600: -3, 900: 0]),
            .init("closeAmounts", [300: 3, 600: 0, 900: -14]),
            .init("pairs", [350: -7, 700: 0, 950: -7]),
            .init("transfers", [9: 8, 17: 0]),
            .init("duration", [14_400: 3, 57_600: 0]),
            .init("medianAmount", [10: 8, 100: 0]),
            .init("largest", [1_200: 14, 1_600: 0, 2_500: -10, 6_000: -16]),
            .init("smallest", [400: 7, 700: 0]),
            .init("evenness", [100: -6, 300: 0, 600: 6]),
            .init("longestPause", [250: 4, 500: 0]),
            .init("measure 1", [12: 7, 20: -5, 40: -7]),
        ])

    private static let gatherScatter = FindingCard(
        base: -18,
        facts: [
            .init("subjectAge", [3: -3, 14: 0]),
            .init("servedTransfers", [1: -9, 150: 0]),
            .init("closeAmounts", [150: 5, 300: 4, 600: 0]),
            .init("pairs", [950: 9]),
            .init("members", [9: -5, 17: 0]),
            .init("duration", [3_600: -7, 14_400: 0, 57_600: 5, 230_400: 0]),
            .init("medianAmount", [100: -6, 1_000: 0]),
            .init("largest", [1_600: 6, 2_500: 0, 6_000: -14]),
            .init("measure 1", [25: -4]),
            .init("measure 2", [6: 5, 10: 22, 16: 0]),
            .init("measure 3", [700: -6, 900: -24, 1_001: -19]),
        ])

    private static let scatterGather = FindingCard(
        base: 8,
        facts: [
            .init("dedication", [400: 3, 700: 0]),
            .init("subjectAge", [3: 4, 14: 0, 40: -6]),
            .init("newMembers", [400: 7, 800: 0]),
            .init("youngMembers", [600: 3, 900: -17]),
            .init("equalAmounts", [120: -8, 300: 0]),
            .init("roundAmounts", [50: -17, 300: -15, 600: 0]),
            .init("transfers", [5: -5, 9: 0]),
            .init("smallest", [100: 6, 400: -3, 700: 0]),
            .init("measure 1", [4: 6, 6: 21]),
        ])

    private static let cycle = FindingCard(
        base: 19,
        facts: [
            .init("newMembers", [100: -3, 400: 0]),
            .init("smallest", [900: 7]),
            .init("measure 2", [950: 11, 980: 0]),
        ])

    private static let bipartite = FindingCard(
        base: 8,
        facts: [
            .init("dedication", [100: 10, 400: 0]),
            .init("lastDedication", [400: -4, 700: 0]),
            .init("newSubjects", [1_000: -10]),
            .init("subjectAge", [14: 3, 40: 0]),
            .init("newMembers", [400: -10, 800: 0]),
            .init("youngMembers", [100: 4, 300: 0]),
            .init("closeAmounts", [150: -6, 300: 0]),
            .init("roundAmounts", [50: 6, 300: 0, 600: 4]),
            .init("transfers", [9: -7, 17: 0]),
            .init("duration", [230_400: 18, 921_600: 0]),
            .init("medianAmount", [1_000: -4, 10_000: 0]),
            .init("largest", [1_200: 5, 1_600: -14, 2_500: 0]),
            .init("smallest", [700: 9, 900: 0]),
            .init("measure 1", [4: 5]),
            .init("measure 2", [4: -6]),
        ])

    private static let stack = FindingCard(
        base: 30,
        facts: [])

    private static let passThrough = FindingCard(
        base: -12,
        facts: [
            .init("lastDedication", [950: 5]),
            .init("subjectAge", [3: -6, 14: 0]),
            .init("servedTransfers", [500: -8]),
            .init("toServices", [150: -33, 500: -17]),
            .init("closeAmounts", [900: -5]),
            .init("equalAmounts", [120: -6, 300: -5, 700: 0]),
            .init("pairs", [350: 14, 700: -12, 950: 0]),
            .init("passedOn", [500: 4, 850: 0]),
            .init("members", [9: -12, 17: 0]),
            .init("transfers", [5: -3, 9: 0]),
            .init("duration", [14_400: 3, 57_600: 0, 921_600: -11]),
            .init("smallest", [400: -8, 700: 0]),
            .init("mutual", [200: -9]),
            .init("longestPause", [250: -3, 500: 0]),
            .init("measure 1", [4: 5, 6: 14, 9: 15]),
            .init("measure 3", [120: -18, 900: -26, 3_600: -31]),
        ])

    private static let peelChain = FindingCard(
        base: 8,
        facts: [
            .init("dedication", [700: 4, 950: 0]),
            .init("newMembers", [800: 13]),
            .init("duration", [3_600: -4, 14_400: 0]),
            .init("medianAmount", [1_000: 5, 10_000: 6]),
            .init("longestPause", [100: -13, 250: 0, 500: 6]),
            .init("measure 1", [5: -7, 8: 0]),
        ])

    private static let structuring = FindingCard(
        base: 8,
        facts: [
            .init("newSubjects", [1_000: -13]),
            .init("newMembers", [400: -4, 800: 0]),
            .init("pairs", [350: 6, 700: 0, 950: -6]),
            .init("duration", [57_600: -4, 230_400: 0, 921_600: 4]),
            .init("medianAmount", [1_000: -5, 10_000: 0]),
            .init("longestPause", [100: 3, 250: -10, 500: -8]),
        ])

    private static let addressPoisoning = FindingCard(
        base: 93,
        facts: [])

    private static let pigButchering = FindingCard(
        base: 8,
        facts: [
            .init("newSubjects", [1_000: 23]),
            .init("pairs", [350: 22, 700: 0]),
            .init("mutual", [200: 19]),
            .init("longestPause", [100: 3, 250: 0]),
            .init("measure 1", [20: -11]),
        ])

    private static let drainer = FindingCard(
        base: 54,
        facts: [])

    private static let marketplaceFloat = FindingCard(
        base: 8,
        facts: [
            .init("newSubjects", [1_000: -3]),
            .init("duration", [57_600: -6, 230_400: 4, 921_600: 0]),
            .init("measure 1", [12: -21, 24: 0]),
        ])

    private static let rapidCashOut = FindingCard(
        base: -5,
        facts: [
            .init("dedication", [400: 13, 700: 0]),
            .init("newSubjects", [1_000: -3]),
            .init("servedTransfers", [150: 10, 500: 0]),
            .init("toServices", [150: 5, 500: 0]),
            .init("closeAmounts", [900: 10]),
            .init("roundAmounts", [300: -8, 600: 0]),
            .init("smallest", [700: -11, 900: 0]),
            .init("mutual", [200: -24]),
            .init("measure 1", [900: -9, 3_600: -11]),
            .init("measure 2", [3: 11, 4: 21]),
        ])
}
