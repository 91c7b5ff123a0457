import ArgumentParser
import FlowFormats
import FlowService
import FlowStore
import FlowTracing

/// `lymer ledger`: what a ledger on disk is and how it is kept in order.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look at, check or tidy a ledger on disk.",
        subcommands: [Info.self, Verify.self, Compact.self])

    struct Info: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what is in a ledger, where it came from and how much room it takes.")

        @Argument(help: ArgumentHelp("The ledger's folder.", valueName: "ledger"))
        var ledger: String

        mutating func run() throws {
            let text = try Storing.attempt { () throws(StoreError) in
                let store = try LedgerStore.open(ledger, forWriting: false)
                let live = try store.load()
                return LedgerDescription.text(store.info, live.snapshot(), positions: store.positions)
            }
            try Output.print(text)
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read all of a ledger and check every checksum, number and index.",
            discussion: "Ends with status 1 at the first thing that is not as it was written.")

        @Argument(help: ArgumentHelp("The ledger's folder.", valueName: "ledger"))
        var ledger: String

        mutating func run() throws {
            let transfers = try Storing.attempt { () throws(StoreError) in
                let store = try LedgerStore.open(ledger, forWriting: false)
                try store.verify()
                return store.info.transfers
            }
            try Output.print("\(ledger): \(transfers) transfers, every checksum and index is right")
        }
    }

    struct Compact: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Empty a ledger's log and join its indexes: it opens faster and takes less room.")

        @Argument(help: ArgumentHelp("The ledger's folder.", valueName: "ledger"))
        var ledger: String

        mutating func run() throws {
            let (before, after) = try Storing.attempt { () throws(StoreError) in
                let store = try LedgerStore.open(ledger, forWriting: true)
                let before = store.info.bytes
                var live = try store.load()
                try store.checkpoint(&live, isCompacting: true)
                let after = store.info.bytes
                try store.close()
                return (before, after)
            }
            try Output.print("\(ledger): \(before) bytes before, \(after) now")
        }
    }
}
