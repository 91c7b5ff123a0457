import FlowTracing

/// The tree of hashes that a block's header sums up its transactions by.
struct MerkleTree: ~Copyable {
    /// Nodes of one level, 32 bytes each as they are hashed.
    private var nodes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private(set) var count = 0

    init() {}

    deinit { nodes.deallocate() }

    /// Forgets the leaves and makes room for `count`.
    mutating func begin(_ count: Int) {
        self.count = 0
        guard nodes.count < (count + 1) * 32 else { return }
        nodes.deallocate()
        nodes = .allocate(byteCount: (count + 1) * 64, alignment: 64)
    }

    @inline(__always)
    mutating func append(_ leaf: Hash32) {
        precondition((count + 1) * 32 <= nodes.count, "begin with room for all leaves")
        leaf.store(to: nodes.baseAddress! + count * 32)
        count += 1
    }

    /// Folds the leaves into the root; the leaves are gone then.
    ///
    /// A level with an odd node pairs it with itself, so a list that repeats its own end has the root of the shorter list
    /// (CVE-2012-2459): `isMalleated` where two siblings are equal.
    ///
    /// - Precondition: at least one leaf.
    /// - Complexity: O(leaves), three compressions each.
    mutating func root(_ hash: borrowing DoubleSHA256) -> (root: Hash32, isMalleated: Bool) {
        precondition(count > 0, "a tree without leaves")
        let base = nodes.baseAddress!
        var isMalleated = false
        var width = count
        while width > 1 {
            for pair in 0..<width / 2 {
                let left = base + pair * 64
                if Hash32(stored: left) == Hash32(stored: left + 32) { isMalleated = true }
            }
            if width % 2 == 1 {
                (base + width * 32).copyMemory(from: base + (width - 1) * 32, byteCount: 32)
                width += 1
            }
            for pair in 0..<width / 2 { hash.hashPair(base + pair * 64, into: base + pair * 32) }
            width /= 2
        }
        count = 0
        return (Hash32(stored: base), isMalleated)
    }
}
