/// How a run ended. Scripts may rely on these numbers; `lymer help trace` lists them.
enum ExitStatus: Int32 {
    case answered = 0
    /// Something is wrong with what was read or written: a bad row, a truncated file, a full disk.
    case badData = 1
    /// Something is wrong with what was asked: arguments, a seed that matches nothing or too much.
    case wrongQuestion = 2
    /// Answered, but rows were rejected or a case of several failed.
    case incomplete = 3
}

/// Why a run ends before it answered, or that its answer is incomplete (then nothing is left to say).
struct Failure: Error {
    let status: ExitStatus
    let message: String?

    static func badData(_ message: String) -> Failure { Failure(status: .badData, message: message) }
    static func wrongQuestion(_ message: String) -> Failure { Failure(status: .wrongQuestion, message: message) }
    static let incomplete = Failure(status: .incomplete, message: nil)
}
