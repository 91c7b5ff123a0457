/// One address through the index.
extension DepositAddresses {
    /// An address that sends to a service and to hardly anybody else.
    struct Suspect {
        var address: AddressID
        var chain: ChainID
        var service: ServiceDirectory.Number
        var hotWallet: AddressID
    }

    /// False where the first transfers that `address` sends already show that it is no deposit address, as those of most
    /// do: nothing is remembered of them.
    func maySweep(_ address: AddressID, _ chain: ChainID) -> Bool {
        var other = AddressID.max
        var others = 0
        var looked = 0
        var place = graph.sent.ahead(address)
        while place.row != .max {
            let row = Int(place.row)
            graph.sent.advance(&place, of: address)
            looked += 1
            if looked > 16 { return true }
            let recipient = ledger.columns.recipients[row]
            if recipient == address || recipient == other { continue }
            if ledger.columns.amounts[row] == 0 || ledger.chain(row) != chain { continue }
            if field.standing(recipient, chain: chain).role == .endpoint { return true }
            (other, others) = (recipient, others + 1)
            if others > DepositRules.mostOtherRecipients { return false }
        }
        return false
    }

    /// Reads what `address` sends, and gives up as soon as it cannot be a deposit address.
    func suspect(_ address: AddressID, _ chain: ChainID, _ memory: inout Memory) -> Suspect? {
        var found: Suspect?
        var other = AddressID.max
        var others = 0
        var place = graph.sent.ahead(address)
        while place.row != .max {
            let row = Int(place.row)
            graph.sent.advance(&place, of: address)
            let recipient = ledger.columns.recipients[row]
            if recipient == address || ledger.columns.amounts[row] == 0 || ledger.chain(row) != chain { continue }
            let service = memory.services.service(recipient, chain, field)
            if service == ServiceDirectory.none {
                if recipient == other { continue }
                if others == 0 { other = recipient }
                others += 1
                if others > DepositRules.mostOtherRecipients { return nil }
            } else if let found {
                if found.service != service { return nil }
            } else {
                found = Suspect(address: address, chain: chain, service: service, hotWallet: recipient)
            }
        }
        return found
    }

    /// Tells the rows of one address to a fold of its own.
    func replay(_ suspect: Suspect, _ memory: inout Memory) -> DepositFold {
        var fold = DepositFold(ledger, chain: suspect.chain)
        let account = fold.add(suspect.address, service: suspect.service, hotWallet: suspect.hotWallet)
        var out = graph.sent.ahead(suspect.address)
        var into = graph.received.ahead(suspect.address)
        while true {
            let row = min(out.row, into.row)
            if row == .max { return fold }
            let isSent = out.row == row
            let isReceived = into.row == row
            if isSent { graph.sent.advance(&out, of: suspect.address) }
            if isReceived { graph.received.advance(&into, of: suspect.address) }
            if isSent && isReceived { continue }
            let number = Int(row)
            if ledger.columns.amounts[number] == 0 || ledger.chain(number) != suspect.chain { continue }
            let run = ledger.columns.runs[ledger.columns.runIndex(of: number)]
            let moment = Moment(time: run.time, block: run.block)
            let partner = isSent ? ledger.columns.recipients[number] : ledger.columns.senders[number]
            let service = memory.services.service(partner, suspect.chain, field)
            if isSent {
                fold.send(account, number, to: partner, service: service, at: moment)
            } else {
                fold.receive(account, number, from: partner, service: service, at: moment)
            }
        }
    }

    /// What a tagged address is to its service. A list may name the deposit addresses of a service like its hot wallets:
    /// who pays into one of those is the customer, and no deposit address.
    ///
    /// - Complexity: O(transfers of the address) at most, once; most gather from many, and show it soon.
    func gatherer(_ address: AddressID, _ chain: ChainID, _ memory: inout Memory) -> Gatherer {
        let place = Place(number: address, chain: chain)
        if let known = memory.gatherers[place] { return known }
        let saysDeposit = memory.services.tag(address, chain, field).map(ServiceDirectory.saysDeposit) ?? true
        var isHotWallet = !saysDeposit
        if isHotWallet, let suspect = suspect(address, chain, &memory) {
            isHotWallet = !replay(suspect, &memory).isDeposit(0, end: end(of: chain, &memory))
        }
        let answer = Gatherer(isHotWallet: isHotWallet, feeders: isHotWallet ? feeders(of: address, chain) : 0)
        memory.gatherers[place] = answer
        return answer
    }

    /// Distinct senders of value to `address`, as many as matter.
    private func feeders(of address: AddressID, _ chain: ChainID) -> Int {
        var senders: [AddressID] = []
        var place = graph.received.ahead(address)
        while place.row != .max, senders.count < DepositRules.manyFeeders.count {
            let row = Int(place.row)
            graph.received.advance(&place, of: address)
            let sender = ledger.columns.senders[row]
            if sender == address || ledger.isNull(sender) || ledger.columns.amounts[row] == 0 { continue }
            if ledger.chain(row) == chain, !senders.contains(sender) { senders.append(sender) }
        }
        return senders.count
    }
}
