import Glibc

/// One line on standard error that says what takes long, how fast it goes and how long it still takes.
///
/// Silent for the first second, so that what is quick stays quiet; erased at the end.
final class ProgressBar {
    private let isShown: Bool
    private let delay: Double
    private var phase = ""
    private var phaseStart = Terminal.now()
    private let start = Terminal.now()
    private var lastDrawn = 0.0
    private var isDrawn = false

    init(_ use: TerminalUse) {
        switch use {
        case .always: (isShown, delay) = (true, 0)
        case .auto: (isShown, delay) = (isatty(STDERR_FILENO) == 1, 1)
        case .never: (isShown, delay) = (false, 0)
        }
    }

    /// Begins a step of which only the name is known.
    func begin(_ name: String) {
        (phase, phaseStart) = (name, Terminal.now())
        draw(done: 0, total: 0, count: 0, unit: "", isForced: true)
    }

    /// `done` of `total` (0 where unknown) in whatever unit measures the work; `count` of `unit` so far.
    func update(done: Int, total: Int, count: Int, unit: String) {
        draw(done: done, total: total, count: count, unit: unit, isForced: false)
    }

    func end() {
        guard isDrawn else { return }
        send("\r\u{1b}[K")
        isDrawn = false
    }

    private func draw(done: Int, total: Int, count: Int, unit: String, isForced: Bool) {
        let now = Terminal.now()
        guard isShown, now - start >= delay, isForced || now - lastDrawn >= 0.1 else { return }
        (lastDrawn, isDrawn) = (now, true)
        let line = ProgressBar.line(
            phase: phase, done: done, total: total, count: count, unit: unit, seconds: now - phaseStart)
        send("\r\u{1b}[K" + String(line.prefix((Terminal.width(of: STDERR_FILENO) ?? 80) - 1)))
    }

    private func send(_ text: String) {
        try? Output.write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
    }

    /// `reading  [████████░░░░░░░░░░░░]  40%  4,000,000 rows  3,200,000/s  2 s left`
    static func line(phase: String, done: Int, total: Int, count: Int, unit: String, seconds: Double) -> String {
        var parts = [phase]
        if total > 0 {
            let done = min(max(done, 0), total)
            let filled = Int(Double(done) / Double(total) * 20)
            parts.append("[" + String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled) + "]")
            parts.append(String(Int(Double(done) / Double(total) * 100)) + "%")
        }
        if count > 0 {
            parts.append("\(grouped(count)) \(unit)")
            if seconds > 0.05 { parts.append("\(grouped(Int(Double(count) / seconds)))/s") }
        }
        if total > 0, done > 0, done < total {
            let left = seconds * Double(total - min(done, total)) / Double(done)
            parts.append(duration(left) + " left")
        }
        return parts.joined(separator: "  ")
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    private static func grouped(_ count: Int) -> String {
        var out = ""
        for (i, digit) in String(count).enumerated() {
            if i > 0, (String(count).count - i) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }
}
