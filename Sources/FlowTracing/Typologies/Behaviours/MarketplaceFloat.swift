/// A guarantee marketplace: merchants leave a deposit, buyers pay into escrow, merchants are paid out less a fee.
public struct MarketplaceFloat: Typology {
    public var transfers = 16
    public var balance = 300
    public var matches = 10
    public var matchedShare = 500
    public var leastFee = 10
    public var mostFee = 50
    public var merchants = 1
    public var span = 1_209_600

    public let name = "marketplace-float"
    public let version = 1
    public let summary =
        "Marketplace float: as much goes out as comes in, and payouts are what a buyer paid in less a few per cent"
    public let source = "Elliptic, Huione Guarantee (2024); FinCEN, section 311 finding on Huione Group (2025)"
    public let knownFalsePositives =
        "payment processors, ticket shops and auction houses that hold money in trust, unlabelled exchanges"
    public let confidence = 35
    public let category = Category("guarantee_marketplace")
    public let subject = "escrow"

    public static let settings = [
        TypologySetting<MarketplaceFloat>("transfers", \.transfers, .count, 1...100_000),
        TypologySetting<MarketplaceFloat>("balance", \.balance, .permille, 0...1_000),
        TypologySetting<MarketplaceFloat>("matches", \.matches, .count, 1...100_000),
        TypologySetting<MarketplaceFloat>("matched-share", \.matchedShare, .permille, 0...1_000),
        TypologySetting<MarketplaceFloat>("least-fee", \.leastFee, .permille, 0...999),
        TypologySetting<MarketplaceFloat>("most-fee", \.mostFee, .permille, 1...999),
        TypologySetting<MarketplaceFloat>("merchants", \.merchants, .count, 0...64),
        TypologySetting<MarketplaceFloat>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("deposits", .count, atLeast: transfers),
            MeasureDescription("payouts", .count, atLeast: transfers),
            MeasureDescription("payouts that match a deposit", .count, atLeast: matches),
            MeasureDescription("of the payouts", .permille, atLeast: matchedShare),
            MeasureDescription("merchants who left a deposit", .count, atLeast: merchants),
            MeasureDescription("difference of deposits and payouts", .permille, atMost: balance),
        ]
    }

    public init() {}
    public func detector() -> Detector { MarketplaceFloatDetector(self) }
}

/// Keeps a book for every address that received and sent often enough within the window, from then on; of what came before
/// it knows who paid in.
final class MarketplaceFloatDetector: Detector {
    private let settings: MarketplaceFloat
    @exclusivity(unchecked) private var isKnown = AddressBits()
    /// Looked at no more: a busy address most of whose payouts have nothing to do with what came in.
    @exclusivity(unchecked) private var isDismissed = AddressBits()
    @exclusivity(unchecked) private var books: ExpiringTable<UInt64, EscrowBook>

    /// Transfers in the window on either side that make an address worth a book.
    private let least: UInt32

    init(_ settings: MarketplaceFloat) {
        self.settings = settings
        least = UInt32(min(16, max(1, settings.transfers / 2)))
        books = ExpiringTable(seconds: settings.span)
    }

    override var byteCount: Int { isKnown.byteCount + isDismissed.byteCount + books.capacity * 2_048 }

    override func see(_ step: DetectionStep) {
        if isWorth(step.payee, step.recipient), let book = book(step.recipient, step) {
            book.deposit(step.amount, from: step.sender, row: step.row, time: step.time)
        }
        if isWorth(step.payer, step.sender), let book = book(step.sender, step) {
            let isMatched = book.payOut(step.amount, to: step.recipient, row: step.row, time: step.time)
            if isMatched {
                fire(step, book)
            } else if book.isHopeless, book.counts.payouts * 2 >= Int(step.payer.outs) {
                isDismissed.set(step.sender)
            }
        }
    }

    @inline(__always)
    private func isWorth(_ activity: Activity, _ address: AddressID) -> Bool {
        (activity.ins >= least && activity.outs >= least || isKnown[address]) && !isDismissed[address]
    }

    /// A service by its label is known, unless it is a market of crime.
    private func book(_ address: AddressID, _ step: DetectionStep) -> EscrowBook? {
        let roles = step.roles(address)
        guard roles.isDisjoint(with: .services) || roles.contains(.market) else { return nil }
        isKnown.set(address)
        let book = books.update(
            UInt64(address) << 32 | UInt64(step.asset), at: step.time, fresh: EscrowBook(settings, at: step.time)
        ) { $0 }
        if book.isNew {
            // Merchants leave their deposits before there is much to see.
            step.eachIn(of: address, within: settings.span, limit: 512) { row, transfer in
                if row != step.row, transfer.asset == step.asset { book.recall(transfer.sender) }
                return true
            }
        }
        if book.turn(at: step.time) { step.noteCut() }
        return book
    }

    private func fire(_ step: DetectionStep, _ book: EscrowBook) {
        let counts = book.counts
        guard counts.deposits >= settings.transfers, counts.payouts >= settings.transfers,
            counts.matches >= settings.matches,
            counts.matches * 1_000 >= settings.matchedShare * counts.payouts,
            book.merchants.count >= settings.merchants
        else { return }
        let (more, less) = (max(counts.paidIn, counts.paidOut), min(counts.paidIn, counts.paidOut))
        guard Permille.isAtMost(more - less, settings.balance, of: more) else { return }
        step.book.fire(
            place, key: step.sender, step.asset, subjects: [step.sender], at: step.row, time: step.time,
            measures: [
                counts.deposits, counts.payouts, counts.matches, counts.matches * 1_000 / counts.payouts,
                book.merchants.count, Permille.share(more - less, of: more),
            ], ceilings: 0b100000
        ) { _, add in for row in book.rows { add(row) } }
        book.rows = []
    }
}
