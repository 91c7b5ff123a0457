/// Carries the bytes of a JSON-RPC request to a node and its answer back: HTTP, or recorded answers in tests.
public protocol RPCTransport: AnyObject {
    /// Names the node in messages, logs and stored positions, without secrets: the same every run.
    var place: String { get }
    func exchange(_ body: [UInt8]) throws(HTTPError) -> HTTPAnswer
}

/// A node at an address on the web.
public final class HTTPTransport: RPCTransport {
    public let place: String
    private let url: String
    private let client: HTTPClient
    private let timeout: Double
    private let headers: [(String, String)]

    /// - Parameters:
    ///   - headers: further ones, such as a key that the node's operator asks for.
    ///   - timeout: seconds for one request.
    public init(url: String, client: HTTPClient = HTTPClient(), timeout: Double = 60, headers: [(String, String)] = [])
    {
        (self.url, self.client, self.timeout) = (url, client, timeout)
        self.headers = [("Content-Type", "application/json")] + headers
        place = HTTPClient.shown(url)
    }

    public func exchange(_ body: [UInt8]) throws(HTTPError) -> HTTPAnswer {
        try client.post(url: url, headers: headers, body: body, timeout: timeout)
    }
}
