/// Several pay the same several: a dense block of two layers.
public struct Bipartite: Typology {
    public var width = 3
    public var span = 7 * 86_400
    public var density = 650
    /// A payer with more payments in the window, or a payee with more receipts, is looked at by no block.
    public var dealings = 64

    public let name = "bipartite"
    public let version = 1
    public let summary = "Bipartite block: several addresses each pay the same several addresses"
    public let source = "Altman et al., Realistic Synthetic Financial Transactions for AML Models (NeurIPS 2023)"
    public let knownFalsePositives =
        "customers of the same few shops, pools and their miners, treasuries and their staff"
    public let confidence = 45
    public let category = Category("layering")
    public let subject = "payers and payees"

    public static let settings = [
        TypologySetting<Bipartite>("width", \.width, .count, 2...64),
        TypologySetting<Bipartite>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<Bipartite>("density", \.density, .permille, 500...1_000),
        TypologySetting<Bipartite>("dealings", \.dealings, .count, 2...64),
    ]
    public var measures: [MeasureDescription] {
        [MeasureDescription("payers", .count, atLeast: width), MeasureDescription("payees", .count, atLeast: width)]
    }

    public init() {}
    public func detector() -> Detector {
        BlockDetector(width: width, span: span, density: density, dealings: dealings, isStack: false)
    }
}

/// A block whose payers were paid by a block: value moved over in bulk, layer by layer.
public struct Stack: Typology {
    public var width = 3
    public var span = 7 * 86_400
    public var density = 650
    /// A payer with more payments in the window, or a payee with more receipts, is looked at by no block.
    public var dealings = 64

    public let name = "stack"
    public let version = 1
    public let summary = "Stack: several addresses pay several, each of which pays the same several again"
    public let source = Bipartite().source
    public let knownFalsePositives = Bipartite().knownFalsePositives
    public let confidence = 60
    public let category = Category("layering")
    public let subject = "all layers"
    public let sharesSearch = true

    public static let settings = [
        TypologySetting<Stack>("width", \.width, .count, 2...64),
        TypologySetting<Stack>("span", \.span, .seconds, 1...31_536_000),
        TypologySetting<Stack>("density", \.density, .permille, 500...1_000),
        TypologySetting<Stack>("dealings", \.dealings, .count, 2...64),
    ]
    public var measures: [MeasureDescription] {
        Bipartite(width: width).measures + [MeasureDescription("payers' payers", .count, atLeast: width)]
    }

    public init() {}
    public func detector() -> Detector {
        BlockDetector(width: width, span: span, density: density, dealings: dealings, isStack: true)
    }
}

extension Bipartite {
    init(width: Int) {
        self.init()
        self.width = width
    }
}

/// Looks for complete blocks of width × width that the transfer at hand belongs to: payers and payees, none a service, every
/// payer of which paid every payee within the span, in any asset. Whoever pays more, or is paid more, than `dealings` times in
/// the window takes part in none: that is a hub, and every search through one would cost as much as it has counterparties.
/// Around a complete block a finding takes in whoever was paid by the share `density` of its payers, and then whoever paid that
/// share of its payees.
///
/// A stack is a block whose payers were paid by a block: `width` addresses, none a service, each of which paid `width` of the
/// payers within the span, each payment before that payer's newest to the block; or paid the share `density` of all of them.
final class BlockDetector: Detector {
    private let width: Int
    private let span: Int
    private let density: Int
    private let dealings: Int
    private let isStack: Bool
    /// Choices that one search tries.
    private static let mostTries = 4_096
    @exclusivity(unchecked) private var tries = 0
    @exclusivity(unchecked) private var payees = AddressPlaces()
    @exclusivity(unchecked) private var payers = AddressPlaces()
    /// Bit by place in `payers`: who paid the payee of this place.
    @exclusivity(unchecked) private var paid = [UInt64](repeating: 0, count: AddressPlaces.most)
    @exclusivity(unchecked) private var candidates: [Int] = []

    init(width: Int, span: Int, density: Int, dealings: Int, isStack: Bool) {
        (self.width, self.span, self.density, self.dealings) = (width, span, density, dealings)
        self.isStack = isStack
    }

    override func see(_ step: DetectionStep) {
        let (outs, ins) = (Int(step.payer.outs), Int(step.payee.ins))
        guard outs >= width, ins >= width, !step.isService(step.payer), !step.isService(step.payee) else { return }
        if outs > dealings || ins > dealings { return step.noteCut() }
        let found = search(step)
        tries = found.tries
        defer { if tries > BlockDetector.mostTries { step.noteCut() } }
        guard let block = found.block else { return }
        if isStack {
            guard let upper = upper(step, block) else { return }
            let (payers, payees) = widened(step, upper.payers, block.payees)
            fire(step, layers: [dealers(step, with: payers, arePayers: true, upper.addresses), payers, payees])
        } else {
            let (payers, payees) = widened(step, block.payers, block.payees)
            fire(step, layers: [payers, payees])
        }
    }

    /// The block that the transfer belongs to. Bipartite blocks and stacks of the same settings look for it once.
    private func search(_ step: DetectionStep) -> BlockSearch {
        if let known = step.blockSearch, known.row == step.row, known.width == width, known.span == span,
            known.dealings == dealings
        {
            step.note(again: known.cuts)
            return known
        }
        let before = step.cuts
        tries = 0
        var found = BlockSearch(row: step.row, width: width, span: span, dealings: dealings)
        // Whoever was paid, or paid, fewer than `width` times is in no block.
        let receipts = gather(step, &payees, of: step.sender, isIn: false, least: width)
        if payees.count >= width {
            let payments = gather(step, &payers, of: step.recipient, isIn: true, least: width)
            if payers.count >= width { found.block = block(step, throughPayers: payments <= receipts) }
        }
        found.tries = tries
        found.cuts = step.cuts - before
        step.blockSearch = found
        return found
    }

    /// Puts distinct counterparties within the span that are no services and no hubs into `places`, newest first.
    ///
    /// - Parameter least: they have at least so many transfers of the kind that brought them here.
    /// - Returns: how many of those transfers they have in the window, together.
    @discardableResult
    private func gather(
        _ step: DetectionStep, _ places: inout AddressPlaces, of address: AddressID, isIn: Bool, least: Int = 0,
        before end: Int = .max
    ) -> Int {
        places.removeAll()
        var sum = 0
        step.each(in: isIn, of: address, within: span, limit: .max) { row, transfer in
            if row >= end { return true }
            let other = isIn ? transfer.sender : transfer.recipient
            if places[other] != nil { return true }
            let activity = step.window.activity(other)
            let transfers = Int(isIn ? activity.outs : activity.ins)
            if transfers < least || step.isService(activity) { return true }
            if transfers > dealings || places.count == AddressPlaces.most {
                step.noteCut()
                return true
            }
            places.append(other)
            sum += transfers
            return true
        }
        return sum
    }

    /// The same as a list.
    private func counterparties(
        _ step: DetectionStep, of address: AddressID, isIn: Bool, before end: Int = .max
    ) -> [AddressID] {
        var places = AddressPlaces()
        gather(step, &places, of: address, isIn: isIn, before: end)
        return places.list
    }

    /// The widest choice of payers who all paid `width` of the payees, among which the transfer's own recipient; the payees are
    /// those of its sender. Who paid whom is read from whichever side has fewer transfers.
    private func block(_ step: DetectionStep, throughPayers: Bool) -> BlockSearch.Block? {
        guard let own = payees[step.recipient], let sender = payers[step.sender] else { return nil }
        for place in 0..<payees.count { paid[place] = 0 }
        if throughPayers {
            for (bit, payer) in payers.list.enumerated() {
                step.eachOut(of: payer, within: span, limit: .max) { _, transfer in
                    if let place = payees[transfer.recipient] { paid[place] |= 1 << UInt64(bit) }
                    return true
                }
            }
        } else {
            for (place, payee) in payees.list.enumerated() {
                var bits: UInt64 = 0
                step.eachIn(of: payee, within: span, limit: .max) { _, transfer in
                    if let bit = payers[transfer.sender] { bits |= 1 << UInt64(bit) }
                    return true
                }
                paid[place] = bits
            }
        }
        candidates.removeAll(keepingCapacity: true)
        for place in 0..<payees.count where place != own {
            if paid[place] >> UInt64(sender) & 1 == 1, (paid[place] & paid[own]).nonzeroBitCount >= width {
                candidates.append(place)
            }
        }
        if candidates.count + 1 < width { return nil }
        var chosen = [own]
        guard let common = choose(paid[own], from: candidates[...], paid, &chosen) else { return nil }
        // Whoever else all of them paid belongs to it.
        let all = (0..<payees.count).filter { paid[$0] & common == common }
        return BlockSearch.Block(
            payers: payers.list.indices.filter { common >> UInt64($0) & 1 == 1 }.map { payers.list[$0] },
            payees: all.map { payees.list[$0] })
    }

    /// Adds payees until there are `width`, keeping at least `width` payers in common. Depth first; gives up after
    /// `mostTries`, which is counted.
    private func choose(
        _ common: UInt64, from candidates: ArraySlice<Int>, _ paid: [UInt64], _ chosen: inout [Int]
    ) -> UInt64? {
        if chosen.count == width { return common }
        for place in candidates.indices {
            let next = common & paid[candidates[place]]
            guard next.nonzeroBitCount >= width else { continue }
            tries += 1
            if tries > BlockDetector.mostTries { return nil }
            chosen.append(candidates[place])
            if let found = choose(next, from: candidates[(place + 1)...], paid, &chosen) { return found }
            chosen.removeLast()
        }
        return nil
    }

    /// The addresses that paid payers of the block before these paid, and the payers that all of them paid.
    private func upper(
        _ step: DetectionStep, _ block: BlockSearch.Block
    ) -> (addresses: [AddressID], payers: [AddressID])? {
        var masks: [UInt64] = []
        // In the order in which they are met, which is that of transfers: the numbers of addresses mean nothing.
        var places: [AddressID: Int] = [:]
        var met: [AddressID] = []
        for (bit, payer) in block.payers.enumerated() {
            var newest: Int?
            step.eachOut(of: payer, within: span, limit: .max) { row, transfer in
                if block.payees.contains(transfer.recipient) { newest = row }
                return newest == nil
            }
            for above in counterparties(step, of: payer, isIn: true, before: newest ?? 0) {
                if let place = places[above] {
                    masks[place] |= 1 << UInt64(bit)
                } else {
                    places[above] = masks.count
                    masks.append(1 << UInt64(bit))
                    met.append(above)
                }
            }
        }
        guard let sender = block.payers.firstIndex(of: step.sender) else { return nil }
        let candidates = masks.indices.filter {
            masks[$0] >> UInt64(sender) & 1 == 1 && masks[$0].nonzeroBitCount >= width
        }
        for (number, first) in candidates.enumerated() where candidates.count >= width {
            var chosen = [first]
            let others = candidates[(number + 1)...].map { $0 }
            if let common = choose(masks[first], from: others[...], masks, &chosen) {
                return (
                    candidates.filter { masks[$0] & common == common }.map { met[$0] },
                    block.payers.indices.filter { common >> UInt64($0) & 1 == 1 }.map { block.payers[$0] }
                )
            }
            if tries > BlockDetector.mostTries { return nil }
        }
        if density == 1_000 { return nil }
        let near = masks.indices.filter { masks[$0].nonzeroBitCount * 1_000 >= density * block.payers.count }
        return near.count >= width ? (near.map { met[$0] }, block.payers) : nil
    }

    /// A complete block with those who are nearly of it.
    private func widened(
        _ step: DetectionStep, _ payers: [AddressID], _ payees: [AddressID]
    ) -> (payers: [AddressID], payees: [AddressID]) {
        if density == 1_000 { return (payers, payees) }
        let below = dealers(step, with: payers, arePayers: false, payees)
        return (dealers(step, with: below, arePayers: true, payers).filter { !below.contains($0) }, below)
    }

    /// `core`, and whoever paid (or was paid by) the share `density` of `others`, in the order in which they are met.
    private func dealers(
        _ step: DetectionStep, with others: [AddressID], arePayers: Bool, _ core: [AddressID]
    ) -> [AddressID] {
        if density == 1_000 { return core }
        var counts: [AddressID: Int] = [:]
        var met: [AddressID] = []
        for other in others {
            for one in counterparties(step, of: other, isIn: arePayers) {
                if counts[one] == nil { met.append(one) }
                counts[one, default: 0] += 1
            }
        }
        return core
            + met.filter {
                !core.contains($0) && !others.contains($0) && counts[$0, default: 0] * 1_000 >= density * others.count
            }
    }

    private func fire(_ step: DetectionStep, layers: [[AddressID]]) {
        var rows: [Int] = []
        for (above, below) in zip(layers, layers.dropFirst()) {
            let below = Set(below)
            for payer in above {
                step.eachOut(of: payer, within: span, limit: .max) { row, transfer in
                    if below.contains(transfer.recipient) { rows.append(row) }
                    return true
                }
            }
        }
        rows.sort()
        guard let first = rows.first else { return }
        // Whoever paid first names the block: more transfers of it find the same.
        let measures = [layers[layers.count - 2].count, layers[layers.count - 1].count]
        step.book.fire(
            place, key: step.window[first].sender, subjects: layers.flatMap { $0 }, at: step.row, time: step.time,
            measures: isStack ? measures + [layers[0].count] : measures
        ) { _, add in
            for row in rows { add(row) }
        }
    }
}
