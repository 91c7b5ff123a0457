import FlowTracing

/// What someone does in the story. Decides labels, never a trace: only `Cast.ending` does.
enum Role: UInt8 {
    case nobody = 0
    case person, victim, shop, employer
    case collector, mule, treasury, gasWallet, merchant
    case exchangeHot, exchangeDeposit, marketplace, gambling, mixer, bridge, pool, router
    /// Labelled by a list that is not sure enough to stop a trace.
    case suspect
}

/// What happens to money that arrives: the simulator's own reading of its labels.
enum Ending: UInt8 {
    case none = 0
    case endpoint, mixer, bridge
}

/// Everyone with an address: dense numbers, the text of every address kept because it is written many times.
struct Cast {
    private let seed: UInt64
    let form: AddressForm
    let width: Int
    private var texts: [UInt8] = []
    private(set) var roles: [Role] = []
    private(set) var endings: [Ending] = []
    /// Which exchange, gang, … of its kind; meaning depends on the role.
    private(set) var groups: [UInt16] = []
    let nullText: [UInt8]

    init(seed: UInt64, form: AddressForm) {
        (self.seed, self.form) = (seed, form)
        width = form == .tron ? 34 : 42
        nullText = Array(Address.bytes(.zero).text(form: form).utf8)
    }

    var count: Int { roles.count }

    /// Adds someone; `isLabelled` says whether the label list knows the address; `text` is
    /// the address where it is chosen and not invented.
    mutating func add(_ role: Role, group: Int = 0, isLabelled: Bool = false, text: String? = nil) -> Int {
        let number = roles.count
        texts.append(contentsOf: (text ?? inventedAddress(UInt64(number))).utf8)
        roles.append(role)
        groups.append(UInt16(group))
        switch role {
        case .exchangeHot, .exchangeDeposit, .marketplace, .gambling: endings.append(isLabelled ? .endpoint : .none)
        case .mixer: endings.append(isLabelled ? .mixer : .none)
        case .bridge: endings.append(isLabelled ? .bridge : .none)
        default: endings.append(.none)
        }
        return number
    }

    /// Address text of a number, in the chain's form.
    @inline(__always)
    func text(_ who: Int) -> ArraySlice<UInt8> { texts[who * width..<(who + 1) * width] }

    func string(_ who: Int) -> String { String(decoding: text(who), as: UTF8.self) }

    /// The address of a number: 20 bytes from a hash of the seed, so that nothing but the number is needed to make it.
    func inventedAddress(_ number: UInt64) -> String { Address.bytes(bytes(number)).text(form: form) }

    func bytes(_ number: UInt64) -> AddressBytes {
        let a = SplitMix.mix(seed ^ SplitMix.mix(number &* 3 &+ 0x5851_F42D_4C95_7F2D))
        let b = SplitMix.mix(a &+ number ^ 0x1405_7B7E_F767_814F)
        let c = SplitMix.mix(b &+ 0x9E37_79B9_7F4A_7C15)
        return AddressBytes(high: a, middle: b, low: UInt32(truncatingIfNeeded: c))
    }

    /// An address that looks like that of `who` at a glance: same first four bytes, and on EVM chains the same last two.
    func lookalike(of who: Int, _ chance: inout SplitMix) -> [UInt8] {
        let own = bytes(UInt64(who))
        let high = own.high & 0xFFFF_FFFF_0000_0000 | chance.next() & 0xFFFF_FFFF
        let low = UInt32(truncatingIfNeeded: chance.next()) & 0xFFFF_0000 | own.low & 0xFFFF
        let text = Address.bytes(AddressBytes(high: high, middle: chance.next(), low: low)).text(form: form)
        return Array(text.utf8)
    }
}
