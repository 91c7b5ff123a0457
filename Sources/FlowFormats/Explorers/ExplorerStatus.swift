/// What explorers' status columns say.
enum ExplorerStatus: Equatable {
    case succeeded
    case failed
    /// Seen, but not yet final.
    case unconfirmed
    /// A word nobody here knows.
    case unknown

    /// A word: `Success`, `Error(0)`, `FAILED`, `OUT_OF_ENERGY`, `UNCONFIRMED`, … Blank means success: Etherscan writes
    /// only failures.
    init(word: FieldText?) {
        guard let word, !word.isEmpty else {
            self = .succeeded
            return
        }
        let text = word.string.lowercased()
        switch text {
        case "success", "succeeded", "successful", "sucess", "ok", "true", "confirmed", "default", "-":
            self = .succeeded
        case "unconfirmed", "pending", "confirming": self = .unconfirmed
        case "false", "bad", "dropped", "cancelled", "canceled", "illegal_operation", "stack_overflow", "unknown",
            "jvm_stack_over_flow", "stack_too_small", "stack_too_large", "bad_jump_destination", "invalid_code",
            "precompiled_contract", "transfer_failed":
            self = .failed
        default:
            let failing = ["error", "fail", "revert", "out of", "out_of", "bad instruction", "invalid"]
            self = failing.contains { text.hasPrefix($0) } ? .failed : .unknown
        }
    }
}
