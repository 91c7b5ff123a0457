import Glibc

/// Alerts on standard output, one write a batch.
public final class AlertStream: AlertSink {
    private let descriptor: Int32

    public init(descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

    public func deliver(_ alerts: [AlertLine]) throws(DeliveryError) {
        guard DescriptorOutput.write(alerts.flatMap(\.bytes), to: descriptor) else {
            throw DeliveryError("standard output takes no alerts: \(SystemMessage.now())")
        }
    }

    public func commit() {}
    public func close() {}
}
