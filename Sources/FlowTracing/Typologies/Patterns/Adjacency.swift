/// Which end of a transfer one looks from.
public enum FlowSide: Int, Sendable {
    /// From the sender: the addresses it pays.
    case out = 0
    /// From the recipient: the addresses that pay it.
    case `in` = 1

    @inline(__always) var opposite: FlowSide { self == .out ? .in : .out }
}

/// A neighbour of an address in the window, and the pair of both.
struct Neighbour: BitwiseCopyable {
    var vertex: UInt32
    var pair: UInt32
}

/// The neighbours of every address in the window on both sides, each list contiguous, the *live* neighbours first.
///
/// A neighbour is live where money can go on: one that is paid and pays in turn, one that pays and was paid. Whatever goes
/// through two or more addresses goes through live ones, and on real ledgers these are few: a service of 300 payers has
/// some 30 that were paid themselves.
///
/// Lists stand in blocks of a power of two, which are reused by size: 8 bytes a neighbour, at most four times that while
/// a list shrinks.
struct Adjacency: ~Copyable {
    /// One side of one address.
    struct List: BitwiseCopyable {
        var start: UInt32 = 0
        /// Distinct neighbours.
        var count: UInt32 = 0
        var live: UInt32 = 0
        /// Transfers.
        var transfers: UInt32 = 0
        /// The block has 2^bits places; `none` where there is no block.
        var bits: UInt32 = List.none

        static var none: UInt32 { 32 }
    }

    /// Lists of vertex v: 2v its recipients, 2v + 1 its payers.
    private(set) var lists = Column<List>()
    private var blocks = Column<Neighbour>()
    /// By size the first free block; a free block's first place names the next.
    private var free = Column<UInt32>(repeating: .max, count: 32)

    var byteCount: Int { lists.byteCount + blocks.byteCount }

    mutating func addVertex() {
        lists.append(List())
        lists.append(List())
    }

    @inline(__always)
    func list(_ vertex: UInt32, _ side: FlowSide) -> UnsafeMutablePointer<List> {
        lists.base + (Int(vertex) << 1 | side.rawValue)
    }

    @inline(__always)
    func neighbours(_ list: UnsafeMutablePointer<List>) -> UnsafeMutablePointer<Neighbour> {
        blocks.base + Int(list.pointee.start)
    }

    /// Adds a neighbour as the last dead one. - Returns: its place.
    @inline(__always)
    mutating func append(_ neighbour: Neighbour, to list: UnsafeMutablePointer<List>) -> UInt32 {
        let place = list.pointee.count
        if list.pointee.bits == List.none {
            list.pointee.start = takeBlock(bits: 0)
            list.pointee.bits = 0
        } else if place == 1 << list.pointee.bits {
            move(list, bits: list.pointee.bits + 1)
        }
        blocks.base[Int(list.pointee.start &+ place)] = neighbour
        list.pointee.count = place + 1
        return place
    }

    /// Drops the last place of a list; blocks that are a quarter full shrink, so memory follows the window.
    @inline(__always)
    mutating func dropLast(_ list: UnsafeMutablePointer<List>) {
        list.pointee.count -= 1
        if list.pointee.count == 0 {
            giveBack(list.pointee.start, bits: list.pointee.bits)
            list.pointee.bits = List.none
        } else if list.pointee.bits >= 2, list.pointee.count &<< 2 <= 1 << list.pointee.bits {
            move(list, bits: list.pointee.bits - 1)
        }
    }

    private mutating func move(_ list: UnsafeMutablePointer<List>, bits: UInt32) {
        let start = takeBlock(bits: bits)
        (blocks.base + Int(start)).update(
            from: blocks.base + Int(list.pointee.start), count: Int(list.pointee.count))
        giveBack(list.pointee.start, bits: list.pointee.bits)
        (list.pointee.start, list.pointee.bits) = (start, bits)
    }

    @inline(__always)
    private mutating func takeBlock(bits: UInt32) -> UInt32 {
        let first = free.base[Int(bits)]
        if first != .max {
            free.base[Int(bits)] = blocks.base[Int(first)].vertex
            return first
        }
        let start = UInt32(blocks.count)
        _ = blocks.extend(by: 1 << bits)
        return start
    }

    @inline(__always)
    private mutating func giveBack(_ start: UInt32, bits: UInt32) {
        blocks.base[Int(start)].vertex = free.base[Int(bits)]
        free.base[Int(bits)] = start
    }
}
