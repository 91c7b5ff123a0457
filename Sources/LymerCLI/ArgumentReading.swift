import ArgumentParser
import FlowTracing

extension BehaviourGuard.Action: ExpressibleByArgument {
    public static var allValueStrings: [String] { ["off", "warn", "stop"] }
}

extension CoinJoinPolicy: ExpressibleByArgument {}

/// `--rule`: one, or all for comparison.
enum RuleChoice: ExpressibleByArgument {
    case one(TaintRule)
    case all

    init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let rule = TaintRule(rawValue: argument) {
            self = .one(rule)
        } else {
            return nil
        }
    }

    var rules: [TaintRule] {
        switch self {
        case .one(let rule): [rule]
        case .all: TaintRule.allCases
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .one(let rule): rule.rawValue
        case .all: "all"
        }
    }

    static var allValueStrings: [String] { TaintRule.allCases.map(\.rawValue) + ["all"] }
}

/// `--schedule`, which never changes a result and exists for measuring.
enum ScheduleChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, index, scan

    var schedule: Schedule {
        switch self {
        case .auto: .automatic
        case .index: .indexDriven
        case .scan: .scan
        }
    }
}

/// `--inferred-endpoints`.
enum InferredEndpointsChoice: String, CaseIterable, ExpressibleByArgument { case on, off }

enum OnErrorChoice: String, CaseIterable, ExpressibleByArgument { case stop, skip }

/// Texts of arguments as values of the core.
enum ArgumentReading {
    @Sendable static func amount(_ text: String) throws -> Amount {
        guard let amount = Amount(digits: text.utf8) else {
            throw ValidationError("'\(text)' is not an amount in base units (digits only, below 2^128)")
        }
        return amount
    }
}
