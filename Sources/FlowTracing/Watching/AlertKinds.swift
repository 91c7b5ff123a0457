/// Which alerts exist, and when each fires. Nothing else decides it.
///
/// Every tainted amount of a case that moves is looked at once, in ledger order. It raises exactly one of `moved`,
/// `reachedEndpoint`, `reachedMixer` and `reachedBridge`, and any of the others besides.
public enum AlertKind: String, CaseIterable, Sendable {
    /// Value moved and did not reach a service: it rests elsewhere, or was burned, swapped or cut off by a limit.
    case moved
    /// Value arrived at an address that the user named or that is custodial: somebody there can freeze it.
    case reachedEndpoint
    case reachedMixer
    case reachedBridge
    /// Value rests one hop from an endpoint that this key used before, with any money, or that a sibling used: a key that
    /// got value of the case from the same sender, or that passed some on to the same key.
    case approaching
    /// Value that lay still for `dormantAfter` seconds moves.
    case dormantAwoke
    /// Less than `threshold` thousandths of what was injected is left to follow, for the first time since it was more.
    case belowThreshold

    func fires(on fact: AlertFact) -> Bool {
        switch self {
        case .moved: fact.isValue && !fact.isService
        case .reachedEndpoint: fact.isValue && fact.isEndpoint
        case .reachedMixer: fact.isValue && fact.booking == .mixer
        case .reachedBridge: fact.isValue && fact.booking == .bridge
        case .approaching: fact.isValue && fact.booking == .rests && fact.nearEndpoint != nil
        case .dormantAwoke: fact.isValue && fact.stillFor.map { $0 >= fact.dormantAfter } ?? false
        case .belowThreshold: !fact.wasBelow && fact.isBelow
        }
    }
}

/// What is known of one tainted amount that moved.
struct AlertFact {
    var booking: Booking
    /// An endpoint that the recipient or a sibling of it used before.
    var nearEndpoint: AddressID?
    /// Seconds for which the sender's value lay still; `nil` for a seed.
    var stillFor: Int64?
    var dormantAfter: Int64
    /// Less than the threshold was left before, and is left now.
    var wasBelow: Bool
    var isBelow: Bool

    /// False for a fee, and for value that a seed takes along, which is told with the seed.
    var isValue: Bool { booking != .fee && booking != .recaptured }
    var isEndpoint: Bool { booking == .endpoint || booking == .inferredEndpoint }
    var isService: Bool { isEndpoint || booking == .mixer || booking == .bridge }
}
