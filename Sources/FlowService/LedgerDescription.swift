import FlowStore
import FlowTracing

/// What `lymer ledger info` says.
public enum LedgerDescription {
    public static func text(_ info: LedgerInfo, _ ledger: Ledger, positions: [String: [UInt8]]) -> String {
        var lines = ["\(info.path), format \(info.version)", ""]
        func line(_ name: String, _ text: String) {
            lines.append("  " + name + String(repeating: " ", count: max(18 - name.count, 1)) + text)
        }
        line("transfers", "\(ledger.count)")
        if !ledger.outputChains.isEmpty {
            line(
                "UTXO chains",
                ledger.outputChains.map { "\(ledger.chains[Int($0.chain)].name): \($0.outputCount) outputs" }.joined(
                    separator: ", "))
        }
        line("addresses", "\(ledger.addressCount)")
        line("assets", "\(ledger.assets.count)")
        line("chains", ledger.chains.map(\.name).sorted().joined(separator: ", "))
        if let range = ledger.timeRange {
            line("times", "\(Timestamp.text(range.first)) to \(Timestamp.text(range.last))")
        }
        line("came again", "\(ledger.duplicates)")
        line("order undecided", "\(ledger.undecidedOrder)")
        if ledger.rejected > 0 { line("bad rows skipped", "\(ledger.rejected)") }
        line("commits", "\(info.commits)")
        if info.cutBytes > 0 { line("cut off the log", "\(info.cutBytes) bytes of commits that were never promised") }
        lines += ["", "  bytes on disk"]
        for part in info.columns + info.indexes { line("  " + part.name, "\(part.bytes)") }
        line("  log", "\(info.logBytes)")
        line("  manifest", "\(info.manifestBytes)")
        let each = ledger.count > 0 ? " (\(info.bytes / ledger.count) a transfer)" : ""
        line("  in all", "\(info.bytes)\(each)")
        lines += ["", "  sources"]
        for file in ledger.files {
            lines.append("    \(visible(file.name)) (\(file.format))")
            for note in file.notes { lines.append("      \(visible(note))") }
        }
        lines += ["", "  goes on from"]
        for name in positions.keys.sorted() { lines.append("    \(visible(name))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Names come from outside: nothing in them may move a terminal's cursor.
    private static func visible(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
