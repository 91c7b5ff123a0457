extension LiveLedger {
    /// The UTXO chains with the transactions of the intake, `nil` where it has none.
    ///
    /// - Complexity: O(transactions + inputs + outputs) of the chains that grow.
    mutating func grownOutputs() throws(FlowError) -> [OutputLedger]? {
        guard !intake.outputChains.isEmpty else { return nil }
        return try intake.sealOutputs(onto: outputChains)
    }

    /// The UTXO chains without the blocks that `branch` takes back, `nil` where it takes none.
    func shortenedOutputs(without branch: LedgerTail.Branch) throws(FlowError) -> [OutputLedger]? {
        guard let place = outputChains.firstIndex(where: { $0.chain == branch.chain }) else { return nil }
        let before = outputChains[place]
        func isKept(_ run: BlockRun) -> Bool { run.block <= branch.block || run.block == Run.noBlock }
        guard !(0..<before.columns.blocks.count).allSatisfy({ isKept(before.columns.blocks[$0]) }) else { return nil }
        let kept = OutputGathering(unsealing: before, file: intake.files.count, keeping: isKept)
        var chains = outputChains
        chains[place] = try intake.reseal(kept, as: before, coverage: before.coverage)
        return chains
    }
}
