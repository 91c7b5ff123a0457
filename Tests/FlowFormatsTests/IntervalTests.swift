import Testing

@testable import FlowFormats

@Suite struct IntervalTests {
    @Test func `a score interval contains its share and narrows as there is more`() {
        for whole in 1...60 {
            for part in 0...whole {
                for scale in [100, 1_000] {
                    let (low, high) = Interval.wilson(part, of: whole, scale: scale)
                    #expect(0 <= low && low * whole <= part * scale && part * scale <= high * whole && high <= scale)
                    let (closer, nearer) = Interval.wilson(10 * part, of: 10 * whole, scale: scale)
                    #expect(high - low >= nearer - closer)
                }
            }
        }
        // 8 of 10: 0.490 to 0.943.
        #expect(Interval.wilson(8, of: 10) == (49, 95) && Interval.wilson(8, of: 10, scale: 1_000) == (490, 944))
        #expect(Interval.text(0, of: 0).isEmpty && Interval.text(8, of: 10) == "49–95%")
    }
}
