import CCurl

/// Posts over HTTP and HTTPS, one request at a time; the connection stays open from one to the next.
///
/// libcurl, loaded at the first request, does the work: certificates are verified, redirects are not followed, proxies
/// come from the environment (`https_proxy`, `no_proxy`, …), compressed answers are unpacked. Not for use from several
/// threads at once.
public final class HTTPClient {
    /// Most bytes of an answer, unpacked.
    public let answerLimit: Int
    /// Seconds to wait for a connection.
    public let connectTimeout: Double

    private var handle: OpaquePointer?

    public init(answerLimit: Int = 1 << 28, connectTimeout: Double = 10) {
        precondition(answerLimit > 0 && connectTimeout > 0)
        (self.answerLimit, self.connectTimeout) = (answerLimit, connectTimeout)
    }

    deinit { ccurl_close(handle) }

    /// Posts `body`; any HTTP status is an answer.
    ///
    /// - Parameters:
    ///   - headers: names and values; a line break in one is refused.
    ///   - timeout: seconds for the whole request, connecting included.
    /// - Throws: `HTTPError` where no answer came.
    public func post(
        url: String, headers: [(String, String)] = [], body: [UInt8], timeout: Double
    ) throws(HTTPError) -> HTTPAnswer {
        let place = HTTPClient.shown(url)
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPError(url: place, kind: .refused, reason: "an address on the web has no spaces or line breaks")
        }
        var lines: [String] = []
        for (name, value) in headers {
            guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }), !name.isEmpty,
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw HTTPError(url: place, kind: .refused, reason: "the header '\(name)' has a line break") }
            lines.append("\(name): \(value)")
        }
        let handle = try open(place)
        var answer = ccurl_answer()
        let code = HTTPClient.withCStrings(lines) { headers in
            body.withUnsafeBufferPointer { body in
                ccurl_post(
                    handle, url, headers.baseAddress, headers.count, body.baseAddress, body.count,
                    HTTPClient.milliseconds(min(connectTimeout, timeout)), HTTPClient.milliseconds(timeout),
                    answerLimit, &answer)
            }
        }
        guard code == Int32(CCURL_OK) else {
            let reason = String(cString: ccurl_reason(handle, code))
            switch Int(code) {
            case CCURL_TOO_LONG:
                throw HTTPError(url: place, kind: .tooLong, reason: "the answer is longer than \(answerLimit) bytes")
            case CCURL_TIMED_OUT: throw HTTPError(url: place, kind: .timedOut, reason: reason)
            // Malformed URL, unknown protocol: no later try will go better.
            case 1, 3: throw HTTPError(url: place, kind: .refused, reason: reason)
            default: throw HTTPError(url: place, kind: .noAnswer, reason: reason)
            }
        }
        let retryAfter = withUnsafeBytes(of: answer.retry_after) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return HTTPAnswer(
            status: answer.status, retryAfter: Double(retryAfter).flatMap { $0 >= 0 && $0 < 1e6 ? $0 : nil },
            body: Array(UnsafeBufferPointer(start: answer.body, count: answer.body_count)))
    }

    private func open(_ place: String) throws(HTTPError) -> OpaquePointer {
        if let handle { return handle }
        guard let opened = ccurl_open() else {
            throw HTTPError(
                url: place, kind: .noLibrary,
                reason: "libcurl cannot be loaded (\(String(cString: ccurl_load_error()))); "
                    + "on Debian it is the package libcurl4")
        }
        handle = opened
        return opened
    }

    private static func milliseconds(_ seconds: Double) -> Int { Int(max(1, min(seconds, 86_400) * 1000)) }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(bytes.count)
            bytes.append(contentsOf: text.utf8CString)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            starts.map { place in bytes.baseAddress.map { $0 + place } }.withUnsafeBufferPointer(body)
        }
    }

    /// `url` without what may be secret: user, password, path and query. For messages, logs and reports.
    public static func shown(_ url: String) -> String {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let hasScheme = parts.count >= 3 && parts[0].hasSuffix(":") && parts[1].isEmpty
        var authority = (hasScheme ? parts[2] : parts.first ?? "").prefix { $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        return (hasScheme ? parts[0] + "//" : "") + authority
    }
}

/// What a server answered.
public struct HTTPAnswer: Equatable, Sendable {
    /// 200, 404, …
    public var status: Int
    /// Seconds that the server asks to wait for (`Retry-After` as a number; a date is not read).
    public var retryAfter: Double?
    public var body: [UInt8]

    public init(status: Int, retryAfter: Double? = nil, body: [UInt8] = []) {
        (self.status, self.retryAfter, self.body) = (status, retryAfter, body)
    }
}

/// Why a request brought no answer.
public struct HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Equatable, Sendable {
        /// No connection, or it broke.
        case noAnswer
        case timedOut
        /// More bytes than allowed.
        case tooLong
        /// Nothing that can be asked for: a malformed address or header.
        case refused
        /// libcurl is not installed.
        case noLibrary
    }
    /// Scheme, host and port; without path, query and credentials.
    public var url: String
    public var kind: Kind
    public var reason: String

    public init(url: String, kind: Kind, reason: String) { (self.url, self.kind, self.reason) = (url, kind, reason) }

    public var description: String { "\(url): \(reason)" }
    /// True where the same request may succeed later.
    public var isTransient: Bool { kind == .noAnswer || kind == .timedOut }
}
