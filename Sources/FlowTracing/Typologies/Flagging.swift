import CFlowKernels

/// One pass over the transfers of account chains, in ledger order, for every typology at once.
///
/// What is remembered is the window (32 bytes a transfer in it), 32 bytes an address, and what detectors and open findings
/// keep, all of it bounded; every cut is counted. Findings depend on the ledger alone: not on the batches in which it came,
/// not on the number of threads. What a row makes fire depends on the rows before it alone.
///
/// Not looked at as payments: rows that move nothing, self transfers, mints and burns, tokens that only look like a
/// well-known one, and the legs of a swap.
public final class Flagging {
    public let configuration: FlaggingConfiguration
    @exclusivity(unchecked) public private(set) var ledger: Ledger
    let step: DetectionStep
    let book: FindingBook
    private let detectors: [Detector]
    /// The same, to be called without counting who holds them.
    private let eyes: [Unmanaged<Detector>]
    @exclusivity(unchecked) private var tagged: FlaggingTags
    /// Rows seen.
    @exclusivity(unchecked) private(set) var walked = 0
    @exclusivity(unchecked) private var isWorthless: [Bool] = []
    @exclusivity(unchecked) private var drafts: [FindingBook.Draft] = []
    @exclusivity(unchecked) private var settledAt: UInt32 = 0
    /// Seconds between looks for findings that are whole.
    private let settlePause: UInt32

    /// - Parameter isWatched: findings are taken while the pass goes on (`takeNews`): also when they begin, and soon after
    ///   they are whole.
    public init(
        _ ledger: Ledger, attribution: Attribution = Attribution(), configuration: FlaggingConfiguration,
        isWatched: Bool = false
    ) {
        (self.ledger, self.configuration) = (ledger, configuration)
        let window = TransferWindow(seconds: Int64(configuration.window))
        book = FindingBook(
            window,
            configuration.typologies.map {
                $0.patience ?? FindingPatience(silence: configuration.silence, longest: configuration.window)
            }, notesOpenings: isWatched)
        settlePause = UInt32(clamping: isWatched ? max(60, configuration.silence / 16) : configuration.window)
        step = DetectionStep(
            ledger, window: window, book: book, walkLimit: configuration.walkLimit, hubLimit: configuration.hubLimit)
        detectors = configuration.typologies.map { $0.detector() }
        for (place, one) in detectors.enumerated() { one.place = place }
        eyes = detectors.map { Unmanaged.passUnretained($0) }
        tagged = FlaggingTags(attribution)
    }

    /// Follows the ledger to what it is now: more rows behind those seen.
    ///
    /// - Parameter end: rows from here on are left for later; `nil`: none are.
    /// - Precondition: rows and addresses seen before keep their numbers.
    /// - Complexity: amortised O(1) a row.
    public func update(_ ledger: Ledger, upTo end: Int? = nil) {
        self.ledger = ledger
        step.follow(ledger)
        let window = step.window
        window.grow(to: ledger.addressCount)
        tagged.extend(in: ledger, window)
        isWorthless = ledger.assets.map(\.isLookalike)
        let end = min(end ?? ledger.count, ledger.count)
        guard walked < end else { return }
        for run in ledger.columns.runIndex(of: walked)..<ledger.columns.runs.count {
            if Int(ledger.columns.runs[run].firstRow) >= end { break }
            let time = UInt32(clamping: ledger.columns.runs[run].time)
            window.advance(to: time)
            if window.now - settledAt > settlePause {
                book.settle(at: window.now)
                drafts += book.takeClosed()
                settledAt = window.now
            }
            for row in ledger.columns.rows(ofRun: run).clamped(to: walked..<end) { see(row) }
        }
        walked = end
    }

    @inline(__always)
    private func see(_ row: Int) {
        let window = step.window
        if row + 16 < ledger.columns.count {
            window.prefetch(ledger.columns.senders.base[row + 16])
            window.prefetch(ledger.columns.recipients.base[row + 16])
            window.prefetchDealings(ledger.columns.senders.base[row + 6], ledger.columns.recipients.base[row + 6])
        }
        let (sender, recipient) = (ledger.columns.senders.base[row], ledger.columns.recipients.base[row])
        let asset = ledger.columns.assets[row]
        let transfer = WindowedTransfer(
            sender: sender, recipient: recipient, amount: ledger.columns.amounts.packed.base[row], time: window.now,
            asset: asset)
        let continues = ledger.columns.hashes.starts[row >> 6] >> UInt64(row & 63) & 1 == 0
        let isDecoy = transfer.amount == 0 || isWorthless[Int(asset)]
        let isPayment =
            !isDecoy && sender != recipient && !ledger.isNull(sender) && !ledger.isNull(recipient)
            && !ledger.swapLegs[row]
        window.enter(row, transfer, isLinked: isPayment)
        if isPayment {
            step.move(to: row, window[row], continuesTransaction: continues)
            for one in eyes { one._withUnsafeGuaranteedRef { $0.see(step) } }
        } else if isDecoy, sender != recipient {
            step.moveToDecoy(row, transfer, sender: sender, continuesTransaction: continues)
            for one in eyes { one._withUnsafeGuaranteedRef { $0.seeDecoy(step) } }
        }
    }

    /// Ends the pass: every finding, in the order in which they fired.
    ///
    /// - Complexity: O(findings · their transfers).
    public func finish() -> [Finding] {
        book.finish()
        drafts += book.takeClosed()
        defer { drafts = [] }
        return drafts.map { finding($0) }.sorted(by: Finding.precedes)
    }

    /// What began and what became whole since the last call, each in the order in which it did.
    ///
    /// - Parameter isLast: nothing more comes, so all is whole.
    /// - Complexity: O(those findings · their transfers).
    func takeNews(isLast: Bool = false) -> [FindingNews] {
        if isLast { book.finish() }
        drafts += book.takeClosed()
        defer { drafts = [] }
        return book.takeOpened().map { FindingNews(finding($0), isWhole: false, first: beginning(of: $0)) }
            + drafts.map { FindingNews(finding($0), isWhole: true, first: beginning(of: $0)) }
    }

    public var cuts: DetectionCuts { step.sharedCuts + ownCuts }

    /// Those of the detectors that run in this pass and of their findings.
    var ownCuts: DetectionCuts {
        var cuts = step.cuts
        cuts.rows = book.cut
        cuts.bounds += book.subjectsCut
        return cuts
    }

    /// Bytes that grow with the window and with what is open.
    public var windowBytes: Int {
        step.window.windowBytes + book.byteCount + detectors.reduce(0) { $0 + $1.byteCount }
    }
    /// Bytes that grow with the addresses of the ledger.
    public var addressBytes: Int { step.window.addressBytes }
    /// Most rows that were in the window at once.
    public var mostRows: Int { step.window.mostRows }
}
