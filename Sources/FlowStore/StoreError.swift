/// What is wrong with a ledger on disk. One case a kind of fault, one sentence a case.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused something.
    case io(operation: String, path: String, reason: String)
    /// No room on the disk. Everything committed stays; what failed may be tried again once there is room.
    case full(path: String)
    /// Bytes that were committed are not what was written.
    case corrupt(path: String, offset: Int, reason: String)
    /// Every checksum is right, but what the bytes say cannot be.
    case unsound(path: String, reason: String)
    /// Written by another version of the format.
    case version(path: String, found: UInt32, supported: UInt32)
    /// Another process writes this ledger; 0 where it did not leave its number.
    case locked(path: String, process: Int)
    /// There is no ledger at this path.
    case missing(path: String, reason: String)
    /// A ledger cannot be created here.
    case occupied(path: String, reason: String)
    /// Larger than the format can hold.
    case tooLarge(what: String, bytes: Int, limit: Int)
    /// An earlier failure left it unknown what the disk holds; opening the ledger anew finds out.
    case broken(path: String, reason: String)

    public var description: String {
        switch self {
        case .io(let operation, let path, let reason): "\(path): cannot \(operation): \(reason)"
        case .full(let path): "\(path): no room left on the disk; everything committed is kept"
        case .corrupt(let path, let offset, let reason): "\(path): damaged at byte \(offset): \(reason)"
        case .unsound(let path, let reason): "\(path): the ledger contradicts itself: \(reason)"
        case .version(let path, let found, let supported) where found > supported:
            "\(path): written in format \(found) by a newer version of lymer; this one reads format \(supported)"
        case .version(let path, let found, let supported):
            "\(path): written in format \(found) by an older version of lymer; this one reads format \(supported): ingest the sources anew"
        case .locked(let path, let process):
            "\(path): "
                + (process > 0 ? "process \(process) is writing this ledger" : "another process is writing this ledger")
                + "; a ledger has one writer at a time (any number may read)"
        case .missing(let path, let reason): "\(path): no ledger there: \(reason)"
        case .occupied(let path, let reason): "\(path): no ledger can be created there: \(reason)"
        case .tooLarge(let what, let bytes, let limit):
            "\(what) would take \(bytes) bytes; at most \(limit) are possible"
        case .broken(let path, let reason): "\(path): must be opened anew after an earlier failure: \(reason)"
        }
    }
}
