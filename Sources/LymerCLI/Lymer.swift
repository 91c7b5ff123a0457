import ArgumentParser
import Glibc

@main
struct Lymer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lymer",
        abstract: "Follow illicit value through a ledger, to the last unit.",
        discussion: """
            lymer trace answers where a payment is now; scripts/demo shows it on a small story.
            Every subcommand explains itself: lymer help trace
            """,
        version: "0.2.0",
        subcommands: [
            Trace.self, Screen.self, Ingest.self, LedgerCommand.self, LabelsCommand.self, WatchCommand.self,
            CoinJoins.self, ClusterCommand.self, WhyCommand.self, FlagCommand.self, FeaturesCommand.self, Simulate.self,
            Evaluate.self, Categories.self, Formats.self, HeuristicList.self, TypologyList.self, Rules.self,
        ])

    static func main() {
        // A closed pipe is an ordinary write error, which `Output` ends quietly.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Lymer.end(with: error)
        }
    }

    /// Every way a run can end passes here: the message on its stream, the exit status of the table in `ExitStatus`.
    private static func end(with error: any Error) -> Never {
        switch error {
        case let failure as Failure:
            if let message = failure.message { Output.complain(message) }
            Glibc.exit(failure.status.rawValue)
        case let code as ExitCode:
            Glibc.exit(code.rawValue)
        default:
            let message = fullMessage(for: error)
            if exitCode(for: error).isSuccess {
                Output.printOrExit(message)
                Glibc.exit(ExitStatus.answered.rawValue)
            }
            Output.complain(message, prefix: "")
            Glibc.exit(ExitStatus.wrongQuestion.rawValue)
        }
    }
}
