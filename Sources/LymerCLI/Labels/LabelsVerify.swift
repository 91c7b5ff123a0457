import ArgumentParser
import FlowLabels
import FlowService
import FlowTracing
import Glibc

/// `lymer labels verify`: is what traces ask the same as what was imported?
struct LabelsVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read all labels and check that traces are told what was imported.",
        discussion: """
            Checks the database, that its index has every tag and finds it by its address, every checksum, and in a ledger \
            that what is kept ready for its addresses is what the index says. Ends with status 1 at the first thing that is \
            not as it was written.
            """)

    @OptionGroup var kept: KeptLabelArguments

    mutating func run() throws {
        try Output.print(try text())
    }

    private func text() throws(Failure) -> String {
        let path = kept.path
        do throws(LabelDatabaseError) {
            let found = try LabelDatabase(path: path, forWriting: false).verify()
            let text = "\(path): \(found.tags) tags in \(found.versions) versions of \(found.lists) lists; "
            guard let addresses = found.indexedAddresses else {
                return text + "no index yet, the next question makes it"
            }
            let indexed = text + "the index is right, \(addresses) addresses"
            guard StoredLedger.isLedger(kept.database) else { return indexed }
            let stored = try stored(kept.database)
            guard let count = try KeptLabels(path: path).verifyResolved(stored.ledger, state: stored.state) else {
                return indexed
            }
            return indexed + "; so is what is kept ready for \(count) addresses of the ledger"
        } catch { throw LabelsAtHand.end(error) }
    }

    private func stored(_ ledger: String) throws(LabelDatabaseError) -> StoredLedger {
        do { return try StoredLedger(path: ledger) } catch { throw .failed(path: ledger, reason: error.description) }
    }
}
