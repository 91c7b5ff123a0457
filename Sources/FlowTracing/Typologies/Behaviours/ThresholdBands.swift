/// What is just below each threshold of an asset, and beside that, in base units.
struct ThresholdBands {
    struct Band {
        var near: Range<Amount>
        var all: Range<Amount>
    }
    var bands: [Band] = []
    var lowest = Amount.max
    var highest: Amount = 0

    init(_ thresholds: [(units: Int, decimals: Int)]) {
        for (units, decimals) in thresholds {
            // Tenths of the threshold, so that every bound is exact or rounded up once.
            var tenth = Amount(units)
            var isTooLarge = decimals < 0
            for _ in 0..<max(0, min(decimals, 64)) {
                let (product, isOver) = tenth.multipliedReportingOverflow(by: 10)
                (tenth, isTooLarge) = (product, isTooLarge || isOver)
            }
            guard !isTooLarge, tenth >> 120 == 0 else {
                // Keeps its number, and nothing is in it.
                bands.append(Band(near: 0..<0, all: 0..<0))
                continue
            }
            func bound(_ tenths: Amount) -> Amount { (tenth * tenths + 9) / 10 }
            let band = Band(near: bound(9)..<tenth, all: bound(8)..<bound(11))
            bands.append(band)
            lowest = min(lowest, band.all.lowerBound)
            highest = max(highest, band.all.upperBound)
        }
    }
}
