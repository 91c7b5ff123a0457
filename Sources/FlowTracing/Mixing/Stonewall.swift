/// Samourai's Stonewall: one spender pays two equal outputs, one to itself, and takes two changes, so that the
/// transaction looks like a coinjoin of two. Two equal outputs therefore prove no second participant, and veto every
/// heuristic that rests on equal outputs alone.
enum Stonewall {
    /// Why the transaction may be one, or `nil`. With three outputs it is a payment of two equal amounts with a change.
    static func objection(_ profile: borrowing MixProfile) -> String? {
        guard profile.equalOutputs < 3 else { return nil }
        return profile.equalOutputs < 2
            ? "no two outputs are equal"
            : "only 2 of \(profile.outputs) outputs are equal (\(profile.denomination)): "
                + "a Stonewall, or one spender's two equal payments, looks the same"
    }
}
