/// All addresses of an account chain: one pass finds who sends to a service, one tells their rows to the fold.
extension DepositAddresses {
    /// - Parameter runs: those of the chain.
    func scan(_ chain: ChainID, _ runs: [Int], _ memory: inout Memory) -> [InferredDeposit] {
        var fold = DepositFold(ledger, chain: chain)
        let accounts = suspects(chain, runs, &fold, &memory)
        if fold.accounts.isEmpty { return [] }
        tell(accounts, chain, runs, &fold, &memory)

        var evidence = [[DepositSweep]](repeating: [], count: fold.accounts.count)
        for (account, sweep) in fold.evidence { evidence[Int(account)].append(sweep) }
        let found = fold.accounts.indices.compactMap { account in
            finish(fold, account: account, chain, &memory, evidence: evidence[account])
        }
        return found.sorted { $0.address < $1.address }
    }

    /// Puts everybody without a name who sends to a service under suspicion. By address its account, one more than its
    /// number; 0 for none.
    private func suspects(
        _ chain: ChainID, _ runs: [Int], _ fold: inout DepositFold, _ memory: inout Memory
    ) -> Column<UInt32> {
        let accounts = Column<UInt32>(zeros: ledger.addressCount)
        var named: [AddressID] = []
        let standings = field.standings(onChain: chain)
        for run in runs {
            for row in ledger.columns.rows(ofRun: run) {
                let recipient = ledger.columns.recipients.base[row]
                if TraceField.Standing(rawValue: standings[Int(recipient)]).role != .endpoint { continue }
                let sender = ledger.columns.senders.base[row]
                guard accounts[sender] == 0, sender != recipient, ledger.columns.amounts[row] != 0 else { continue }
                let service = memory.services.service(recipient, chain, field)
                if service == ServiceDirectory.none { continue }
                if isNamed(sender, chain) {
                    // Not asked again: services send to one another all the time.
                    accounts[sender] = .max
                    named.append(sender)
                } else {
                    accounts[sender] = UInt32(fold.add(sender, service: service, hotWallet: recipient)) + 1
                }
            }
        }
        for address in named { accounts[address] = 0 }
        return accounts
    }

    private func tell(
        _ accounts: borrowing Column<UInt32>, _ chain: ChainID, _ runs: [Int], _ fold: inout DepositFold,
        _ memory: inout Memory
    ) {
        for number in runs {
            let run = ledger.columns.runs[number]
            let moment = Moment(time: run.time, block: run.block)
            for row in ledger.columns.rows(ofRun: number) {
                let sender = ledger.columns.senders.base[row]
                let recipient = ledger.columns.recipients.base[row]
                let (from, to) = (accounts.base[Int(sender)], accounts.base[Int(recipient)])
                if from | to == 0 || sender == recipient || ledger.columns.amounts[row] == 0 { continue }
                if from != 0 {
                    let service = memory.services.service(recipient, chain, field)
                    fold.send(Int(from) - 1, row, to: recipient, service: service, at: moment)
                }
                if to != 0 {
                    let service = memory.services.service(sender, chain, field)
                    fold.receive(Int(to) - 1, row, from: sender, service: service, at: moment)
                }
            }
        }
    }
}
