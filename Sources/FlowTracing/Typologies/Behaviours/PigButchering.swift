/// An investment fraud that feeds its victims first.
public struct PigButchering: Typology {
    public var payers = 4
    public var rising = 2
    public var growth = 1_500
    public var returns = 1
    public var returnShare = 300
    public var passedOn = 700
    public var span = 5_184_000

    public let name = "pig-butchering"
    public let version = 1
    public let summary =
        "Pig butchering: many pay a collector, more each time, with money fresh from exchanges; some got a little back; it passes it on"
    public let source = "Griffin & Mei, How Do Crypto Flows Finance Slavery? (2024); Acharya & Holz (2024)"
    public let knownFalsePositives =
        "shops that refund, brokers and savings pools with growing deposits, unlabelled services"
    public let confidence = 45
    public let category = Category("pig_butchering")
    public let subject = "collector"

    public static let settings = [
        TypologySetting<PigButchering>("payers", \.payers, .count, 2...64),
        TypologySetting<PigButchering>("rising", \.rising, .count, 0...64),
        TypologySetting<PigButchering>("growth", \.growth, .permille, 1_000...100_000),
        TypologySetting<PigButchering>("returns", \.returns, .count, 0...64),
        TypologySetting<PigButchering>("return-share", \.returnShare, .permille, 1...1_000),
        TypologySetting<PigButchering>("passed-on", \.passedOn, .permille, 0...1_000),
        TypologySetting<PigButchering>("span", \.span, .seconds, 1...31_536_000),
    ]
    public var measures: [MeasureDescription] {
        [
            MeasureDescription("payers from exchanges", .count, atLeast: payers),
            MeasureDescription("payers who paid ever more", .count, atLeast: rising),
            MeasureDescription("payers who got a little back and paid again", .count, atLeast: returns),
            MeasureDescription("passed on", .permille, atLeast: passedOn),
        ]
    }

    /// Victims are fed for weeks.
    public var patience: FindingPatience? { FindingPatience(silence: span / 2, longest: span) }

    public init() {}
    public func detector() -> Detector { PigButcheringDetector(self) }
}

/// Remembers by address and asset who paid it, among those whom a custodial service once paid itself: unrelated as far as
/// the chain says. An address is remembered from the second such payment on; what came before is
/// read from the window. Collectors whose gains go to one treasury are one
/// fraud, and their payers are counted together.
final class PigButcheringDetector: Detector {
    private let settings: PigButchering
    @exclusivity(unchecked) private var isFunded = AddressBits()
    @exclusivity(unchecked) private var wasPaid = AddressBits()
    @exclusivity(unchecked) private var isCollector = AddressBits()
    @exclusivity(unchecked) private var herds: ExpiringTable<UInt64, Herd>
    /// By treasury and asset: the collectors whose gains go there.
    @exclusivity(unchecked) private var rings: ExpiringTable<UInt64, Ring>
    private static let mostCollectors = 64

    init(_ settings: PigButchering) {
        self.settings = settings
        herds = ExpiringTable(seconds: settings.span)
        rings = ExpiringTable(seconds: settings.span)
    }

    override var byteCount: Int {
        herds.capacity * 256 + isFunded.byteCount + wasPaid.byteCount + isCollector.byteCount
    }

    override func see(_ step: DetectionStep) {
        if step.payer.roles.contains(.custodial) {
            if step.payee.roles.isDisjoint(with: .services) { isFunded.set(step.recipient) }
            return
        }
        if isCollector[step.sender] { leave(step) }
        guard isFunded[step.sender] else { return }
        if step.isService(step.payee) || step.isService(step.payer) {
            if isCollector[step.recipient] { step.noteCut() }
            return
        }
        guard wasPaid[step.recipient] else {
            wasPaid.set(step.recipient)
            return
        }
        arrive(step)
    }

    private func key(_ collector: AddressID, _ asset: AssetID) -> UInt64 { UInt64(collector) << 32 | UInt64(asset) }

    private func arrive(_ step: DetectionStep) {
        let herd = herds.update(key(step.recipient, step.asset), at: step.time, fresh: Herd(settings, step.recipient)) {
            $0
        }
        herd.last = step.time
        if herd.isNew {
            isCollector.set(step.recipient)
            recall(step, herd)
        }
        herd.forget(before: Int(step.time) - settings.span)
        let isKept = herd.pay(step.sender, step.amount, row: step.row, time: step.time)
        if !isKept { step.noteCut() }
        fire(step, herd)
    }

    /// What the window still has of payments from before the address was remembered.
    private func recall(_ step: DetectionStep, _ herd: Herd) {
        var before: [(row: Int, transfer: WindowedTransfer)] = []
        step.eachIn(of: step.recipient, within: settings.span) { row, transfer in
            if row != step.row, transfer.asset == step.asset, isFunded[transfer.sender] {
                before.append((row, transfer))
            }
            return true
        }
        for one in before.reversed() {
            _ = herd.pay(one.transfer.sender, step.amount(one.transfer), row: one.row, time: one.transfer.time)
        }
    }

    private func leave(_ step: DetectionStep) {
        guard let herd = herds.value(key(step.sender, step.asset), at: step.time) else { return }
        let isGain = herd.leave(to: step.recipient, step.amount, row: step.row)
        if isGain, !step.isService(step.payee) {
            herd.gain(step.amount, to: step.recipient)
            if herd.treasury == step.recipient { join(step, step.recipient, herd) }
        }
        fire(step, herd)
    }

    /// A collector whose gains go to a treasury is one of several of one fraud.
    private func join(_ step: DetectionStep, _ treasury: AddressID, _ herd: Herd) {
        rings.update(key(treasury, step.asset), at: step.time, fresh: Ring()) { ring in
            if let place = ring.herds.firstIndex(where: { $0.collector == herd.collector }) {
                ring.herds[place] = herd
            } else if ring.herds.count < Self.mostCollectors {
                ring.herds.append(herd)
            } else {
                step.noteCut()
            }
        }
    }

    @inline(__always)
    private func isAlive(_ last: UInt32, _ step: DetectionStep) -> Bool { Int(step.time) - Int(last) <= settings.span }

    private func fire(_ step: DetectionStep, _ herd: Herd) {
        var (payers, rising, returns) = (herd.payers.count, herd.rising, herd.returns)
        let ring = herd.treasury.flatMap { rings.value(key($0, step.asset), at: step.time) }
        if let ring {
            for other in ring.herds where other !== herd && isAlive(other.last, step) {
                payers += other.payers.count
                rising += other.rising
                returns += other.returns
            }
        }
        guard payers >= settings.payers, rising >= settings.rising, returns >= settings.returns else { return }
        let herds = [herd] + (ring?.herds.filter { $0 !== herd && isAlive($0.last, step) } ?? [])
        let passedOn = herds.reduce(Amount(0)) { $0.addingClamped($1.passedOn) }
        let received = herds.reduce(Amount(0)) { $0.addingClamped($1.received) }
        guard Permille.isAtLeast(passedOn, settings.passedOn, of: received) else { return }
        if herds.contains(where: { $0.rowsLeftOut > 0 }) { step.noteCut() }
        step.book.fire(
            place, key: herd.treasury ?? herd.collector, step.asset, subjects: herds.map(\.collector), at: step.row,
            time: step.time, measures: [payers, rising, returns, Permille.share(passedOn, of: received, most: 1_000)]
        ) { _, add in for one in herds { for row in one.rows { add(row) } } }
        for one in herds { one.takeRows() }
    }
}

/// The collectors whose gains go to one treasury.
private final class Ring {
    @exclusivity(unchecked) var herds: [Herd] = []
}

/// What one address took, of one asset, from those whom exchanges had paid.
private final class Herd {
    struct Payer {
        var address: AddressID
        var first: Amount
        var paid: Amount
        var last: UInt32
        var gotBack = false
        var isRising = false
        var isBaited = false
    }

    private static let (mostPayers, mostRows) = (64, 512)
    private let settings: PigButchering
    let collector: AddressID
    /// When it was last paid, Unix seconds.
    @exclusivity(unchecked) var last: UInt32 = 0
    @exclusivity(unchecked) private(set) var payers: [Payer] = []
    @exclusivity(unchecked) private(set) var rising = 0
    @exclusivity(unchecked) private(set) var returns = 0
    @exclusivity(unchecked) private(set) var received: Amount = 0
    @exclusivity(unchecked) private(set) var passedOn: Amount = 0
    /// Rows that no finding has yet.
    @exclusivity(unchecked) var rows: [Int] = []
    @exclusivity(unchecked) var rowsLeftOut = 0
    /// Where the largest gain went, of those that went to nobody's service.
    @exclusivity(unchecked) private(set) var treasury: AddressID?
    @exclusivity(unchecked) private var largestGain: Amount = 0
    @exclusivity(unchecked) private var oldest = Int.max

    init(_ settings: PigButchering, _ collector: AddressID) { (self.settings, self.collector) = (settings, collector) }

    var isNew: Bool { payers.isEmpty && received == 0 }

    /// - Returns: false where there are too many to tell apart.
    func pay(_ address: AddressID, _ amount: Amount, row: Int, time: UInt32) -> Bool {
        received = received.addingClamped(amount)
        guard let place = payers.firstIndex(where: { $0.address == address }) else {
            guard payers.count < Self.mostPayers else { return false }
            payers.append(Payer(address: address, first: amount, paid: amount, last: time))
            oldest = min(oldest, Int(time))
            note(row)
            return true
        }
        payers[place].paid = payers[place].paid.addingClamped(amount)
        payers[place].last = time
        if !payers[place].isRising, Permille.isAtLeast(amount, settings.growth, of: payers[place].first) {
            payers[place].isRising = true
            rising += 1
        }
        if !payers[place].isBaited, payers[place].gotBack {
            payers[place].isBaited = true
            returns += 1
        }
        note(row)
        return true
    }

    /// - Returns: false where a payer gets something back.
    func leave(to address: AddressID, _ amount: Amount, row: Int) -> Bool {
        note(row)
        if let place = payers.firstIndex(where: { $0.address == address }) {
            if Permille.isAtMost(amount, settings.returnShare, of: payers[place].paid) { payers[place].gotBack = true }
            return false
        }
        passedOn = passedOn.addingClamped(amount)
        return true
    }

    func gain(_ amount: Amount, to address: AddressID) {
        if treasury == nil || amount > largestGain { (treasury, largestGain) = (address, amount) }
    }

    func takeRows() {
        rows = []
        rowsLeftOut = 0
    }

    /// Payers who were silent since.
    func forget(before time: Int) {
        guard oldest < time else { return }
        payers.removeAll { Int($0.last) < time }
        rising = payers.count { $0.isRising }
        returns = payers.count { $0.isBaited }
        received = payers.reduce(0) { $0.addingClamped($1.paid) }
        passedOn = min(passedOn, received)
        oldest = payers.map { Int($0.last) }.min() ?? .max
    }

    private func note(_ row: Int) {
        if rows.count < Self.mostRows { rows.append(row) } else { rowsLeftOut += 1 }
    }
}
