import Glibc

/// Where text and bytes leave the program.
enum Output {
    /// Writes all of `bytes` to `descriptor`. A reader that has gone away (`lymer … | head`) is not an error: what it
    /// did not want is dropped.
    ///
    /// - Throws: `Failure.badData` naming `name` where the system refuses.
    static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(Failure) {
        var start = 0
        while start < bytes.count {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start) }
            if written >= 0 {
                start += written
            } else if errno == EPIPE {
                return
            } else if errno != EINTR {
                throw .badData("\(name): cannot write: \(systemMessage())")
            }
        }
    }

    static func print(_ text: String) throws(Failure) {
        try write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDOUT_FILENO, name: "standard output")
    }

    /// For text after which the program ends anyway.
    static func printOrExit(_ text: String) {
        do { try print(text) } catch {
            complain(error.message ?? "")
            exit(error.status.rawValue)
        }
    }

    /// One message on standard error.
    static func complain(_ message: String, prefix: String = "lymer: ") {
        try? write(Array((prefix + message + "\n").utf8), to: STDERR_FILENO, name: "standard error")
    }

    static func systemMessage() -> String { String(cString: strerror(errno)) }
}
