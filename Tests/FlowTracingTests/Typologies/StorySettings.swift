@testable import FlowTracing

extension FlaggingConfiguration {
    /// The thresholds that the stories are told by: what ships may be tuned, a story stays true.
    static var stories: FlaggingConfiguration {
        get throws {
            var one = FlaggingConfiguration()
            (one.window, one.silence) = (7 * 86_400, 7 * 86_400)
            let day = 86_400
            for (typology, settings) in [
                "fan-in": ["counterparties": 12, "span": day], "fan-out": ["counterparties": 12, "span": day],
                "gather-scatter": ["span": 2 * day], "scatter-gather": ["span": 3 * day], "cycle": ["span": 3 * day],
                "bipartite": ["span": day, "density": 1_000], "stack": ["span": 2 * day, "density": 1_000],
                "pass-through": ["span": 2 * day, "dwell": 3_600], "peel-chain": ["dwell": day, "past": 0],
                "structuring": ["amounts": 4, "ratio": 4], "address-poisoning": ["suffix": 4, "tiny": 10],
                "pig-butchering": ["payers": 5, "rising": 3, "returns": 2], "drainer": ["most-share": 300],
                "marketplace-float": [
                    "transfers": 40, "balance": 100, "matches": 20, "merchants": 3, "span": 7 * day,
                ], "rapid-cash-out": ["within": 7_200, "busy": 20],
            ] {
                for (name, value) in settings { try one.set(typology, name, to: value) }
            }
            return one
        }
    }
}
