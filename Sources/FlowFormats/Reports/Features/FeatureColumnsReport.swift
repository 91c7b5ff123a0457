import FlowTracing

/// The columns of `lymer features`, as people read them: made from the same list as the numbers themselves.
public enum FeatureColumnsReport {
    public static func write(windows: [Int64], into out: inout ReportWriter) {
        out.write("a transfer: \(FeatureTransferLines.identity.joined(separator: ", ")), then\n")
        table(FeatureExtraction.columns(windows), into: &out)
        out.write("\nan address and asset: \(FeatureAddressLines.identity.joined(separator: ", ")), then\n")
        table(FeatureExtraction.addressColumns(windows), into: &out)
    }

    private static func table(_ columns: [FeatureColumn], into out: inout ReportWriter) {
        let rows =
            [["name", "unit", "window", "meaning"]]
            + columns.map {
                [$0.name, $0.unit.rawValue, $0.window.map(SpanText.name) ?? "so far", $0.meaning]
            }
        let widths = (0..<3).map { place in rows.map { $0[place].utf8.count }.max() ?? 0 }
        for row in rows {
            var line = " "
            for place in 0..<3 {
                line += " " + row[place] + String(repeating: " ", count: widths[place] - row[place].utf8.count) + " "
            }
            out.write(line + " " + row[3] + "\n")
        }
    }
}
