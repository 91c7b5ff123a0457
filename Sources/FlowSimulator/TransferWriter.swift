import FlowTracing

/// Writes rows of canonical CSV into chunks of bytes.
struct TransferWriter {
    static let header = "chain,tx,index,block,time,from,to,asset,amount,fee,fee_asset\n"

    private(set) var buffer: [UInt8] = []
    private static let digits = Array("0123456789abcdef".utf8)
    private static let comma = UInt8(ascii: ",")

    mutating func removeAll() { buffer.removeAll(keepingCapacity: true) }

    mutating func append(_ text: some Collection<UInt8>) { buffer.append(contentsOf: text) }

    @inline(__always)
    mutating func comma() { buffer.append(TransferWriter.comma) }

    @inline(__always)
    mutating func newline() { buffer.append(UInt8(ascii: "\n")) }

    /// Decimal digits, most significant first.
    mutating func decimal(_ value: UInt128) {
        guard value >> 64 == 0 else {
            let (high, low) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
            decimal(high)
            decimal(UInt64(low), atLeast: 19)
            return
        }
        decimal(UInt64(truncatingIfNeeded: value), atLeast: 1)
    }

    private mutating func decimal(_ value: UInt64, atLeast width: Int) {
        let start = buffer.count
        var rest = value
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            buffer.append(UInt8(truncatingIfNeeded: digit) | 0x30)
            rest = quotient
        } while rest > 0 || buffer.count - start < width
        var (low, high) = (start, buffer.count - 1)
        while low < high {
            buffer.swapAt(low, high)
            (low, high) = (low + 1, high - 1)
        }
    }

    /// The 64 hex digits of an invented transaction's hash, with `0x` on EVM chains.
    mutating func hash(ofTransaction number: UInt64, seed: UInt64, form: AddressForm) {
        if form == .evm { append("0x".utf8) }
        var word = SplitMix.mix(seed &+ 0x2545_F491_4F6C_DD1D &* number)
        for salt in UInt64(0)..<4 {
            word = SplitMix.mix(word &+ number ^ salt)
            hex(word)
        }
    }

    @inline(__always)
    private mutating func hex(_ word: UInt64) {
        var shift: UInt64 = 60
        while true {
            buffer.append(TransferWriter.digits[Int(truncatingIfNeeded: word &>> shift & 15)])
            if shift == 0 { return }
            shift -= 4
        }
    }
}
