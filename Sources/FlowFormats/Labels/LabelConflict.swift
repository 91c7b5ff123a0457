import FlowTracing

/// An address of which lists say two things that cannot both be right: two owners, or two categories that end a trace
/// differently. Different labels and categories besides are no conflict: an exchange's address may be a scam's too.
public struct LabelConflict: Sendable, Equatable {
    public var chain: String?
    public var address: Address
    /// Each owner and role once, in the order of the lists.
    public var claims: [Claim]

    public struct Claim: Sendable, Equatable {
        public var entity: String?
        public var category: Category?
        /// `file:line`.
        public var place: String
    }
}
