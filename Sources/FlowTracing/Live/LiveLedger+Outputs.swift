extension LiveLedger {
    /// The UTXO chains with the transactions of the intake, `nil` where it has none.
    mutating func grownOutputs() throws(FlowError) -> [OutputLedger]? {
        guard !intake.outputChains.isEmpty else { return nil }
        return try intake.sealOutputs()
    }
}
