/// All addresses of an account chain: one pass finds who sends to a service, one tells their rows to the fold.
extension DepositAddresses {
    /// - Parameter runs: those of the chain.
    func scan(_ chain: ChainID, _ runs: [Int]) -> [InferredDeposit] {
        let survey = DepositSurvey(field, chain: chain)
        for run in runs { for row in ledger.columns.rows(ofRun: run) { survey.meet(row) } }
        if survey.accountCount == 0 { return [] }
        for number in runs {
            let run = ledger.columns.runs[number]
            let moment = Moment(time: run.time, block: run.block)
            for row in ledger.columns.rows(ofRun: number) { survey.tell(row, at: moment) }
        }
        survey.judge()
        return survey.all().sorted { $0.address < $1.address }
    }
}
