/// Bytes that come piece by piece: a compressed file's, a growing file's, a pipe's.
public protocol ByteFeed: AnyObject {
    /// What messages call it.
    var name: String { get }
    /// Reads into `output` from its start, as much as is there now.
    ///
    /// - Returns: how many bytes; 0: nothing for now; `nil`: nothing ever again.
    func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int?
    /// Goes to a place among the source's bytes; false where it cannot.
    func seek(to position: Int) throws(InputError) -> Bool
}

extension ByteFeed {
    public func seek(to position: Int) throws(InputError) -> Bool { false }
}
