import SeededRandom
import Testing

@testable import FlowTracing

@Suite struct AmountTests {
    /// Where carries and widths change.
    private static let corners: [UInt128] = {
        let powers = [0, 1, 31, 32, 62, 63, 64, 65, 95, 96, 126, 127].map { UInt128(1) << UInt128($0) }
        let tens = sequence(first: UInt128(1)) { $0 > UInt128.max / 10 ? nil : $0 * 10 }
        return Set((powers + Array(tens)).flatMap { [$0 &- 1, $0, $0 &+ 1] } + [0, 3, 7, .max, .max - 1]).sorted()
    }()

    @Test func `digits are those of long division by ten, and read back`() {
        for amount in AmountTests.corners {
            var digits = ""
            var rest = amount
            repeat {
                digits = "\(UInt8(rest % 10))" + digits
                rest /= 10
            } while rest > 0
            #expect(amount.decimalDigits == digits)
            #expect(UInt128(digits: digits.utf8) == amount)
            #expect(UInt128(digits: ("000" + digits).utf8) == amount)
        }
    }

    @Test(arguments: [
        "", " ", "-1", "+1", "1.0", "1e3", "0x10", "1 ", "12a", "½", "340282366920938463463374607431768211456",
    ])
    func `anything but digits below 2^128 is refused`(text: String) {
        #expect(UInt128(digits: text.utf8) == nil)
    }

    @Test func `2^128 - 1 is the largest amount`() {
        #expect(UInt128(digits: "340282366920938463463374607431768211455".utf8) == .max)
    }

    @Test func `scaled is the floor of the exact product`() {
        var random = SeededRandom(seed: SeededRandom.base)
        var amounts = AmountTests.corners
        for _ in 0..<40 {
            let shift = UInt128(random.number(0...127))
            amounts.append((UInt128(random.next()) << 64 | UInt128(random.next())) >> shift)
        }
        for denominator in amounts where denominator > 0 {
            for numerator in amounts where numerator <= denominator {
                let value = random.pick(amounts)
                #expect(
                    value.scaled(by: numerator, over: denominator)
                        == floorOfProduct(value, numerator, over: denominator),
                    "\(value) · \(numerator) / \(denominator)")
            }
        }
    }

    /// The oracle's own arithmetic against products that need no care.
    @Test func `the oracle's floor is right`() {
        for x: UInt128 in 0...12 {
            for z: UInt128 in 1...12 {
                for y in 0...z {
                    #expect(floorOfProduct(x, y, over: z) == x * y / z)
                    // The same with factors that make the product leave 128 bits.
                    let wide = UInt128(1) << 120
                    #expect(floorOfProduct(x * wide, y * wide, over: z * wide) == x * wide * y / z)
                }
            }
        }
        let (most, half): (UInt128, UInt128) = (.max, 1 << 127)
        #expect(floorOfProduct(most, most - 1, over: most) == most - 1)
        // ⌊h² / (h + 1)⌋ = h − 1, with 1 over.
        #expect(floorOfProduct(half, half, over: half + 1) == half - 1)
    }

    @Test func `clamping addition stays at the largest amount`() {
        var sum: Amount = .max - 2
        sum.addClamping(2)
        #expect(sum == .max)
        sum.addClamping(1)
        #expect(sum == .max)
    }
}
