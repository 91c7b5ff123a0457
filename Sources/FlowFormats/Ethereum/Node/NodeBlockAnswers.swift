import FlowTracing

/// Everything a node says of one block.
package struct EVMBlockAnswers: Sendable {
    package var block: EVMBlock
    /// One a transaction, in their order; `nil` where the node has none.
    package var receipts: [EVMReceipt]?
    /// Logs where there are no receipts to hold them; `nil` where there are.
    package var logs: [EVMLog]?
    /// `nil` where the node does not trace.
    package var calls: EVMCalls?

    package init(block: EVMBlock, receipts: [EVMReceipt]? = nil, logs: [EVMLog]? = nil, calls: EVMCalls? = nil) {
        (self.block, self.receipts, self.logs, self.calls) = (block, receipts, logs, calls)
    }

    /// The block's token transfers, in order.
    package var tokenLogs: [EVMLog] { logs ?? receipts.map { $0.flatMap(\.logs) } ?? [] }

    /// Checks that all of it is about this very block and these transactions: a node that changed its mind between two
    /// answers, or several nodes behind one address, must not mix branches.
    ///
    /// - Throws: `NodeFault`: worth asking again.
    package func check() throws(NodeFault) {
        let name = "block \(block.number)"
        if let receipts {
            guard receipts.count == block.transactions.count else {
                throw NodeFault(
                    "\(name) has \(block.transactions.count) transactions, but the node answered with "
                        + "\(receipts.count) receipts")
            }
            for (place, receipt) in receipts.enumerated() {
                guard receipt.block == block.hash, receipt.transaction == block.transactions[place].hash,
                    Int(receipt.place) == place
                else { throw NodeFault("\(name): receipt \(place) is of another block or transaction") }
            }
        }
        var last: (index: UInt32, place: UInt32)?
        for log in tokenLogs {
            guard log.block == block.hash, Int(log.place) < block.transactions.count,
                log.transaction == block.transactions[Int(log.place)].hash
            else { throw NodeFault("\(name): log \(log.index) is of another block or transaction") }
            if let last, log.index <= last.index || log.place < last.place {
                throw NodeFault("\(name): its logs are not in order")
            }
            last = (log.index, log.place)
        }
        if let calls {
            guard calls.block == nil || calls.block == block.hash else {
                throw NodeFault("\(name): its traces are of another block")
            }
            guard calls.transactions == block.transactions.count else {
                throw NodeFault(
                    "\(name) has \(block.transactions.count) transactions, but the node traced \(calls.transactions)")
            }
            var place: UInt32 = 0
            for call in calls.calls {
                guard Int(call.place) < block.transactions.count, call.place >= place,
                    call.transaction == nil || call.transaction == block.transactions[Int(call.place)].hash
                else { throw NodeFault("\(name): a trace is of another transaction") }
                place = call.place
            }
        }
    }
}
