import Glibc
import Synchronization

/// Alerts by HTTP POST, one request an alert, in order, each under its `Idempotency-Key`.
///
/// A thread of its own sends them; the ledger never waits for it. What fails is tried again, ever more slowly; what is
/// refused, or fails `attempts` times, or finds the queue full, is written to the dead letters file, from which it can be
/// sent later under the same key. A replay after a restart sends alerts again: the key tells the receiver.
public final class AlertPost: AlertSink, @unchecked Sendable {
    public struct Options: Sendable {
        /// Tries of one alert.
        public var attempts = 8
        /// Seconds before the second try; doubled each time, up to `longestDelay`, give or take half.
        public var firstDelay = 0.25
        public var longestDelay = 30.0
        /// Seconds for one request.
        public var timeout = 10.0
        /// Bytes of alerts that wait at most.
        public var queueBytes = 16 << 20
        /// Seconds that `close` gives the alerts that still wait.
        public var closing = 10.0

        public init() {}
    }

    private let url: String
    private let options: Options
    private let queue: Mailbox<AlertLine>
    private let letters: DeadLetters
    private let closesAt = Mutex(Double.infinity)
    private let inHand = Mutex(0)
    private var thread: WorkerThread?

    public init(url: String, deadLetters: String, options: Options = Options()) {
        (self.url, self.options) = (url, options)
        queue = Mailbox(limit: options.queueBytes)
        letters = DeadLetters(path: deadLetters)
        thread = WorkerThread { [self] in work() }
    }

    public func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        for alert in alerts where !queue.push(alert, weight: alert.bytes.count + 64) {
            letters.add(alert, reason: "the queue is full")
        }
        if let failure = letters.failure { throw DeliveryError(failure) }
    }

    public func commit() {}

    public func close() {
        closesAt.withLock { $0 = Clock.now() + options.closing }
        queue.close()
        thread?.join()
        thread = nil
    }

    public var waiting: Int { queue.count + inHand.withLock { $0 } }
    public var deadLetters: Int { letters.count }

    private func work() {
        let client = HTTPClient(answerLimit: 1 << 20)
        while !queue.isDone {
            guard let alert = queue.pop(patience: 1) else { continue }
            inHand.withLock { $0 = 1 }
            if let reason = send(alert, client) { letters.add(alert, reason: reason) }
            inHand.withLock { $0 = 0 }
        }
    }

    /// - Returns: why it was given up.
    private func send(_ alert: AlertLine, _ client: HTTPClient) -> String? {
        var delay = options.firstDelay
        var reason = "no time was left"
        for attempt in 1...max(options.attempts, 1) {
            var wish: Double?
            do throws(HTTPError) {
                let answer = try client.post(
                    url: url,
                    headers: [
                        ("Content-Type", "application/json"),
                        ("Idempotency-Key", "\(alert.key)-\(alert.state)"),
                    ], body: Array(alert.bytes.dropLast()), timeout: min(options.timeout, max(timeLeft, 0.1)))
                if (200..<300).contains(answer.status) { return nil }
                reason = "\(HTTPClient.shown(url)) answered \(answer.status)"
                guard answer.status >= 500 || [408, 425, 429].contains(answer.status) else { return reason }
                wish = answer.retryAfter
            } catch {
                reason = error.description
                guard error.isTransient else { return reason }
            }
            guard attempt < options.attempts, timeLeft > 0 else { break }
            pause(min(max(wish ?? 0, delay * .random(in: 0.5...1.5)), options.longestDelay))
            delay = min(delay * 2, options.longestDelay)
        }
        return reason
    }

    private var timeLeft: Double { closesAt.withLock { $0 } - Clock.now() }

    /// In short naps, so that `close` need not wait for a long one.
    private func pause(_ seconds: Double) {
        let end = Clock.now() + seconds
        while Clock.now() < end, timeLeft > 0 { usleep(UInt32(min(end - Clock.now(), 0.05) * 1e6) + 1) }
    }
}

/// Alerts that could not be delivered, as JSON lines with the reason.
final class DeadLetters: Sendable {
    private struct State {
        var descriptor: Int32 = -1
        var count = 0
        var failure: String?
    }
    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    deinit { state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

    var count: Int { state.withLock { $0.count } }
    /// Why not even this file can be written.
    var failure: String? { state.withLock { $0.failure } }

    func add(_ alert: AlertLine, reason: String) {
        state.withLock { state in
            if state.descriptor < 0 { state.descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644) }
            let plain = reason.unicodeScalars.map { $0.value < 0x20 || $0 == "\"" || $0 == "\\" ? " " : String($0) }
            let line =
                Array("{\"reason\": \"\(plain.joined())\", \"alert\": ".utf8) + alert.bytes.dropLast() + [0x7D, 0x0A]
            if state.descriptor < 0 || !DescriptorOutput.write(line, to: state.descriptor) {
                state.failure = "\(path): cannot be written: \(SystemMessage.now())"
            }
            state.count += 1
        }
    }
}
