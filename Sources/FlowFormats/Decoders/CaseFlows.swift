import FlowTracing

/// Published case files: `Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD`, one illicit flow a row, on
/// Ethereum, valued in US dollars. The asset is `USD` with cents as base units; digits beyond cents are cut off.
struct CaseFlows: BlockDecoder {
    let name = "case-flows"
    let summary = "published case files: Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD"

    func score(_ sample: Sample) -> Int {
        sample.hasAll("Timestamp", "Tx_hash", "From", "To", "Value_in_USD") ? 95 : 0
    }

    func open(_ file: inout OpenedFile) throws(RowFault) -> any FileDecoder {
        CaseFlowRows(
            time: try file.columns.required("Timestamp"), block: file.columns.column("Block"),
            tx: try file.columns.required("Tx_hash"), from: try file.columns.required("From"),
            to: try file.columns.required("To"), value: try file.columns.required("Value_in_USD"))
    }
}

final class CaseFlowRows: FileDecoder {
    private let time, block, tx, from, to, value: ColumnSlot
    private var asset: AssetID?

    init(time: ColumnSlot, block: ColumnSlot, tx: ColumnSlot, from: ColumnSlot, to: ColumnSlot, value: ColumnSlot) {
        (self.time, self.block, self.tx) = (time, block, tx)
        (self.from, self.to, self.value) = (from, to, value)
    }

    var hasIndex: Bool { false }

    func decode(_ record: borrowing Record, into builder: inout LedgerBuilder) throws(RowFault) {
        let asset = self.asset ?? usd(&builder)
        let timeText = record.value(time)
        guard let seconds = timeText?.time else { throw fault("Timestamp", timeText, "is no time") }
        let hashText = record.value(tx)
        guard let hash = hashText?.transaction(form: .evm) else {
            throw fault("Tx_hash", hashText, "is no transaction hash")
        }
        let blockText = record.value(block)
        let number = blockText?.unsigned
        if blockText != nil, number == nil { throw fault("Block", blockText, "is no block number") }
        let sender = try address("From", record.value(from))
        let recipient = try address("To", record.value(to))
        let valueText = record.value(value)
        let cents: Amount
        do throws(FieldAmount.Fault) {
            cents = try FieldAmount.floored(valueText ?? FieldText(""), decimals: 2)
        } catch {
            switch error {
            case .malformed(let reason): throw fault("Value_in_USD", valueText, reason)
            case .overflow: throw .overflow(column: "Value_in_USD", value: valueText?.string ?? "", asset: asset)
            }
        }
        let transfer = Transfer(
            transaction: hash, block: number, time: seconds, sender: builder.address(sender),
            recipient: builder.address(recipient), asset: asset, amount: cents, line: record.line,
            fingerprint: record.fingerprint)
        do throws(FlowError) { try builder.append(transfer) } catch { throw .ledger(error) }
    }

    private func usd(_ builder: inout LedgerBuilder) -> AssetID {
        let chain = builder.chain("eip155:1")
        let id = builder.asset(Asset(chain: chain, identity: .symbol("USD"), symbol: "USD", decimals: 2))
        asset = id
        return id
    }

    private func address(_ column: String, _ text: FieldText?) throws(RowFault) -> Address {
        guard let address = text?.address(form: .evm) else {
            throw fault(column, text, text == nil ? "is blank" : "is no address; expected 0x and 40 hex digits")
        }
        return address
    }

    private func fault(_ column: String, _ text: FieldText?, _ reason: String) -> RowFault {
        .bad(column: column, value: text?.string ?? "", reason: text == nil ? "is blank" : reason)
    }
}
