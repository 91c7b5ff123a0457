import Testing

@testable import FlowTracing

@Suite struct ArenaReservationTests {
    private let most = Int(UInt32.max) * 16

    @Test func `without a limit a column reserves all it can ever need`() {
        let reservation = ArenaReservation(needed: 1 << 20, held: 0, most: most, isSettling: false, limit: nil)
        #expect(reservation.wanted == most)
    }

    @Test(arguments: [200 << 20, 1 << 30, 14_000_000 << 10, 1 << 50])
    func `under a limit fifty columns leave half of it, and each outgrows its share`(limit: Int) {
        var taken = 0
        for i in 0..<50 {
            let isSettling = i < 2
            let first = ArenaReservation(needed: 1, held: 0, most: most, isSettling: isSettling, limit: limit).wanted
            #expect(first <= most)
            taken += first
            if !isSettling {
                let second = ArenaReservation(
                    needed: first + 1, held: first, most: most, isSettling: false, limit: limit
                ).wanted
                #expect(second >= min(2 * first, most) && second > 0)
            }
        }
        #expect(taken <= limit * 5 / 8)
    }

    @Test func `what is needed is asked for, whatever the share`() {
        let reservation = ArenaReservation(needed: 900 << 20, held: 0, most: most, isSettling: false, limit: 1 << 30)
        #expect(reservation.wanted == 900 << 20)
    }

    /// A processor has 48 or 57 bits of addresses: nobody can reserve 2⁵⁸ bytes.
    @Test func `less is taken where all is not to be had, and nothing where that is too little`() throws {
        #expect(ArenaReservation(needed: 1 << 58, held: 0, most: 1 << 58, isSettling: false, limit: nil).map() == nil)
        let bytes = 3 << 20
        let got = try #require(
            ArenaReservation(needed: bytes, held: 0, most: 1 << 58, isSettling: false, limit: nil).map())
        #expect(got.byteCount >= bytes)
        #expect(Int(bitPattern: got.start) % (2 << 20) == 0)
        got.start.storeBytes(of: 7, toByteOffset: bytes - 1, as: UInt8.self)
        #expect(got.start.load(as: UInt8.self) == 0)
        ArenaReservation.release(got.start, got.byteCount)
    }

    @Test func `a settled column's elements stay where they are`() {
        var column = Column<UInt64>()
        for i in 0..<1000 { column.append(UInt64(i)) }
        column.settle()
        let base = column.base
        for i in 1000..<600_000 { column.append(UInt64(i)) }
        column.settle()
        #expect(column.base == base)
        #expect((0..<600_000).allSatisfy { column[$0] == UInt64($0) })
    }
}

@Suite struct HashSeedTests {
    /// Whichever word of a hash its sender varies, the places are spread: a mean of 4 in each of 1024 buckets, in which
    /// 40 or more have a chance below 10⁻²⁰.
    @Test(arguments: 0..<4) func `every word counts`(word: Int) {
        let seed = HashSeed()
        var buckets = [Int](repeating: 0, count: 1024)
        for i in 0..<4096 as Range<UInt64> {
            var words: [UInt64] = [1, 2, 3, 4]
            words[word] = i
            buckets[Int(Hash32(words[0], words[1], words[2], words[3]).seededHash(seed) >> 54)] += 1
        }
        #expect(buckets.max()! < 40)
    }

    @Test func `another seed, other places`() {
        let (a, b) = (HashSeed(), HashSeed())
        let hash = Hash32(1, 2, 3, 4)
        #expect(hash.seededHash(a) == hash.seededHash(a))
        #expect(hash.seededHash(a) != hash.seededHash(b))
    }
}
