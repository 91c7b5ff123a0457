/// Bare multisig: `m keys n OP_CHECKMULTISIG` with 1 ≤ m ≤ n ≤ 20 and exactly n keys of a valid form, as Bitcoin Core's
/// `MatchMultisig` has it.
enum MultisigTemplate {
    private static let mostKeys = 20

    /// - Complexity: O(bytes), at most `mostKeys` + 2 pushes.
    static func matches(_ script: UnsafeBufferPointer<UInt8>) -> Bool {
        guard script.last == Opcode.checkMultisig else { return false }
        var reader = ScriptReader(script: script)
        guard let first = reader.next(), let needed = number(first, script), needed >= 1 else { return false }
        var keys = 0
        var last: ScriptReader.Operation?
        while true {
            guard let operation = reader.next() else { return false }
            guard PublicKeyForm.isValid(UnsafeBufferPointer(rebasing: script[operation.data])) else {
                last = operation
                break
            }
            keys += 1
            if keys > mostKeys { return false }
        }
        guard let last, let count = number(last, script), count >= needed, count == keys else { return false }
        return reader.place == script.count - 1
    }

    /// 1…16 as an operation of its own, 17…20 as a push of one byte: the only minimal ways.
    private static func number(
        _ operation: ScriptReader.Operation, _ script: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        if operation.code >= Opcode.one, operation.code <= Opcode.sixteen {
            return Int(operation.code - Opcode.one) + 1
        }
        guard operation.code == 1 else { return nil }
        let value = Int(script[operation.data.lowerBound])
        return value > 16 && value <= mostKeys ? value : nil
    }
}

/// Walks the operations of a script.
struct ScriptReader {
    struct Operation {
        var code: UInt8
        /// The bytes it pushes, as places in the script; empty where it pushes none.
        var data: Range<Int>
    }

    let script: UnsafeBufferPointer<UInt8>
    private(set) var place = 0

    init(script: UnsafeBufferPointer<UInt8>) { self.script = script }

    /// The next operation; `nil` at the end and where a push runs over it.
    mutating func next() -> Operation? {
        guard place < script.count else { return nil }
        let code = script[place]
        var start = place + 1
        var length = 0
        switch code {
        case 1..<Opcode.pushData1: length = Int(code)
        case Opcode.pushData1, Opcode.pushData2, Opcode.pushData4:
            let width = 1 << Int(code - Opcode.pushData1)
            guard script.count - start >= width else { return nil }
            for i in (0..<width).reversed() { length = length << 8 | Int(script[start + i]) }
            start += width
        default: break
        }
        guard script.count - start >= length else { return nil }
        place = start + length
        return Operation(code: code, data: start..<place)
    }
}
