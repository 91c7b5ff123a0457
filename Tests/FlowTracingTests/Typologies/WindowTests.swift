import SeededRandom
import Testing

@testable import FlowTracing

/// What detectors remember, beside lists that remember everything.
@Suite struct WindowTests {
    @Test func `a window knows the transfers of its last seconds and the way back through them`() {
        for seed in SeededRandom.base..<SeededRandom.base + 4 {
            var random = SeededRandom(seed: seed)
            let seconds = random.number(1...9_000)
            let window = TransferWindow(seconds: Int64(seconds))
            window.grow(to: 9)
            var all: [WindowedTransfer] = []
            var entered: [Bool] = []
            var (now, oldest, most): (UInt32, Int, Int) = (1_000, 0, 0)
            // More than the first ring holds.
            for row in 0..<9_000 {
                now += UInt32(random.pick([0, 0, 1, 1, 2, 40]))
                window.advance(to: random.chance(5) ? now - 500 : now)
                #expect(window.now <= now)
                let (sender, recipient) = (AddressID(random.number(0...8)), AddressID(random.number(0...8)))
                let isLinked = sender != recipient && random.chance(90)
                let transfer = WindowedTransfer(
                    sender: sender, recipient: recipient, amount: UInt64(row), time: window.now, asset: 0)
                window.enter(row, transfer, isLinked: isLinked)
                all.append(transfer)
                entered.append(isLinked)
                // Times only rise.
                while Int(window.now) - Int(all[oldest].time) > seconds { oldest += 1 }
                most = max(most, all.count - oldest)
                guard row % 911 == 0 || row > 8_995 else { continue }
                let inside = Array(oldest..<all.count)
                #expect(window.rows == oldest..<(row + 1), "seed \(seed), row \(row)")
                for address in 0..<AddressID(9) {
                    let outs = inside.filter { entered[$0] && all[$0].sender == address }
                    let ins = inside.filter { entered[$0] && all[$0].recipient == address }
                    #expect(rows(window.payments(of: address)) == outs.reversed(), "seed \(seed)")
                    #expect(rows(window.receipts(of: address)) == ins.reversed(), "seed \(seed)")
                    let activity = window.activity(address)
                    #expect((Int(activity.outs), Int(activity.ins)) == (outs.count, ins.count))
                    let ever = all.indices.filter {
                        entered[$0] && (all[$0].sender == address || all[$0].recipient == address)
                    }
                    #expect(Int(activity.total) == ever.count)
                    #expect(activity.firstTime == ever.first.map { all[$0].time } ?? TransferWindow.never)
                }
            }
            #expect(window.mostRows == most)
        }
    }

    private func rows(_ dealings: Dealings) -> [Int] { (0..<dealings.count).map { Int(dealings[$0].row) } }

    @Test func `pairs are found newest first until they are forgotten`() {
        for seed in SeededRandom.base..<SeededRandom.base + 6 {
            var random = SeededRandom(seed: seed)
            var pairs = WindowedPairs()
            var all: [WindowedPairs.Note] = []
            var time: UInt32 = 0
            for number in 0..<6_000 {
                time += UInt32(random.pick([0, 0, 1, 3]))
                if random.chance(20) {
                    // Many are kept at first, so that the memory doubles, few afterwards.
                    let oldest = time - min(time, number < 4_000 ? 5_000 : 60)
                    pairs.forget(before: oldest)
                    all.removeAll { $0.time < oldest }
                }
                let note = WindowedPairs.Note(
                    first: AddressID(random.number(0...12)), second: AddressID(random.number(0...12)),
                    middle: AddressID(number), rowIn: UInt32(number), rowOut: UInt32(number), time: time)
                pairs.append(note)
                all.append(note)
                #expect(pairs.count == all.count)
                guard number % 61 == 0 else { continue }
                let (first, second) = (note.first, AddressID(random.number(0...12)))
                var found: [AddressID] = []
                pairs.each(first, second) {
                    found.append($0.middle)
                    return true
                }
                #expect(found == all.filter { $0.first == first && $0.second == second }.map(\.middle).reversed())
                var one: [AddressID] = []
                pairs.each(first, second) {
                    one.append($0.middle)
                    return false
                }
                #expect(one == Array(found.prefix(1)))
            }
        }
    }
}

/// The places of a few addresses, found without comparing them all.
@Suite struct AddressPlacesTests {
    @Test func `addresses of any number have the places of their list`() {
        let seed = SeededRandom.base
        var random = SeededRandom(seed: seed)
        var places = AddressPlaces()
        for _ in 0..<200 {
            let list = Array(
                Set(
                    (0..<random.number(0...64)).map { _ in
                        random.pick([UInt32(0), .max, 26_142]) &+ UInt32(random.number(0...5_000_000))
                    })
            ).sorted()
            places.removeAll()
            for address in list { places.append(address) }
            #expect(places.list == list)
            for (place, address) in list.enumerated() { #expect(places[address] == place, "seed \(seed)") }
            for _ in 0..<20 {
                let other = UInt32(random.number(0...Int(UInt32.max)))
                #expect(places[other] == list.firstIndex(of: other), "seed \(seed)")
            }
        }
    }
}
