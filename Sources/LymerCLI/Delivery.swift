import FlowFormats
import Glibc

extension AnswerArguments {
    /// The format that `--format` names, else the extension of `--output`, else the table.
    func encoder() throws(Failure) -> any ReportEncoder.Type {
        if let format {
            guard let encoder = ReportEncoders.named(format) else {
                let names = ReportEncoders.all.map { $0.name }.joined(separator: ", ")
                throw .wrongQuestion("--format '\(format)' is none of \(names)")
            }
            return encoder
        }
        if let output, let dot = output.lastIndex(of: "."),
            let encoder = ReportEncoders.named(String(output[output.index(after: dot)...]))
        {
            return encoder
        }
        return TableReport.self
    }

    /// Writes the report where it was asked for. A file gets no colour and a fixed width, so that its bytes depend on the
    /// question alone.
    func deliver(_ report: TraceReport, encoder: any ReportEncoder.Type) throws(Failure) {
        let terminalWidth = output == nil ? Terminal.width(of: STDOUT_FILENO) : nil
        let style = ReportStyle(
            top: top == 0 ? nil : top, showsPaths: paths, unfolds: unfold,
            isColoured: output == nil && color.wantsColor(on: STDOUT_FILENO), width: terminalWidth ?? 100)
        try Destination.write(to: output) { writer in
            encoder.encode(report, style: style, into: &writer)
        }
    }
}
