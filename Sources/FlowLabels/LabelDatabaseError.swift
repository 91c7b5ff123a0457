#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is wrong with a label database or with what it is asked. One case a kind of fault, one sentence a case.
public enum LabelDatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system or SQLite refused something.
    case failed(path: String, reason: String)
    /// No room on the disk; nothing has changed.
    case full(path: String)
    case missing(path: String)
    /// A file, but no database of labels.
    case foreign(path: String, reason: String)
    /// Written by another version of the format.
    case version(path: String, found: Int, supported: Int)
    /// Not as it was written.
    case damaged(path: String, reason: String)
    /// Another process is importing.
    case busy(path: String)
    /// What was asked contradicts what is there.
    case refused(String)

    static func io(path: String, _ code: Int32) -> LabelDatabaseError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .full(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)).lowercased())
        }
    }

    public var description: String {
        switch self {
        case .failed(let path, let reason): "\(path): \(reason)"
        case .full(let path): "\(path): no room left on the disk; what was imported before is kept"
        case .missing(let path): "\(path): no label database there: 'lymer labels import' makes one"
        case .foreign(let path, let reason): "\(path): is no label database: \(reason)"
        case .version(let path, let found, let supported):
            "\(path): written in format \(found) by a newer version of lymer; this one reads formats up to \(supported)"
        case .damaged(let path, let reason): "\(path): is damaged: \(reason)"
        case .busy(let path): "\(path): another process is importing labels into it; one at a time may"
        case .refused(let reason): reason
        }
    }
}
